#include "framework/compare/heartbeat.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "evograd/error.hpp"
#include "framework/files/create_once.hpp"

namespace evograd::host {
namespace {

/// Always the same number of bytes: a beat writes over the one before in place.
std::string content(const Worker& worker, std::int64_t count) {
  return Json{{"beat", fmt::format("{:012}", count)}, {"worker", to_json(worker)}}.dump() + "\n";
}

}  // namespace

std::filesystem::path Heartbeat::file_of(const std::filesystem::path& folder, const Worker& worker) {
  return folder / ("worker-" + worker.id());
}

std::string Heartbeat::read(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

Heartbeat::Heartbeat(const std::filesystem::path& folder, const Worker& worker)
    : file_(file_of(folder, worker)), worker_(worker) {
  if (!create_once(file_, content(worker_, 0))) {
    throw Error(file_.string(), "exists already, for another process with the number and start time of this one",
                "wait a moment, then start the worker again");
  }
}

Heartbeat::~Heartbeat() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

void Heartbeat::beat() {
  // Opened each time: closing a file is what makes NFS send it to the server, where others look.
  const int descriptor = open(file_.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return;
  const auto text = content(worker_, ++count_);
  [[maybe_unused]] const auto written = pwrite(descriptor, text.data(), text.size(), 0);
  close(descriptor);
}

void Heartbeat::start() {
  thread_ = std::jthread([this](const std::stop_token& stopped) {
    std::unique_lock lock(mutex_);
    while (!stop_.wait_for(lock, stopped, worker_.period, [&] { return stopped.stop_requested(); })) {
      beat();
      after_();
    }
  });
}

void Heartbeat::after_each_beat(std::function<void()> after) {
  const std::lock_guard lock(mutex_);
  after_ = std::move(after);
}

}  // namespace evograd::host
