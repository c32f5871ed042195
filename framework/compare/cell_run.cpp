#include "framework/compare/cell_run.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <boost/process.hpp>
#include <fstream>
#include <iterator>
#include <mutex>
#include <thread>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/progress.hpp"
#include "framework/files/write_file.hpp"
#include "framework/manifest/manifest.hpp"

namespace evograd::host {
namespace {

std::string whole_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The first line in which two manifests differ, for the user.
std::string first_difference(const std::string& before, const std::string& now) {
  std::istringstream old_lines(before);
  std::istringstream new_lines(now);
  std::string old_line;
  std::string new_line;
  while (true) {
    const bool more_old = static_cast<bool>(std::getline(old_lines, old_line));
    const bool more_new = static_cast<bool>(std::getline(new_lines, new_line));
    if (!more_old && !more_new) return "";
    if (!more_old || !more_new || old_line != new_line) {
      return "'" + (more_old ? old_line : "") + "' in the folder, '" + (more_new ? new_line : "") + "' now";
    }
  }
}

}  // namespace

CellRun::CellRun(std::filesystem::path folder, const ResolvedManifest& manifest)
    : folder_(std::move(folder)), manifest_(to_toml(manifest, /*with_origin_comments=*/false)) {
  if (!std::filesystem::exists(folder_)) return;
  const auto before = whole_text(beside(".toml"));
  if (before == manifest_) return;
  throw Error(folder_.string(), "contains a run of a different manifest: " + first_difference(before, manifest_),
              "specify another folder with --out, or remove this one");
}

std::filesystem::path CellRun::beside(const char* extension) const {
  auto path = folder_;
  path += extension;
  return path;
}

bool CellRun::finished() const {
  const auto there = summary_there();
  return there && there->contains("status") && (*there)["status"] == "finished";
}

std::optional<Json> CellRun::summary_there() const {
  if (!std::filesystem::exists(folder_ / RunFolder::kSummary)) return std::nullopt;
  try {
    return read_summary(folder_);
  } catch (const Error&) {
    return std::nullopt;  // truncated or damaged: treated as missing
  }
}

void CellRun::run() const {
  namespace process = boost::process;
  std::error_code failure;
  std::filesystem::remove(beside(".log"), failure);  // it would not be truncated to the new length
  write_file(beside(".toml"), manifest_);
  // The same program that is running now, even if its file has been replaced since.
  try {
    process::child child("/proc/self/exe", "run", beside(".toml").string(), "--out", folder_.string(), "--resume",
                         (process::std_out & process::std_err) > beside(".log").string(),
                         process::std_in < process::null);
    child.wait();
  } catch (const process::process_error& error) {
    throw Error(folder_.string(), "its process could not be started: " + error.code().message(),
                "check free memory, free space and permissions");
  }
}

Json CellRun::summary() const {
  if (auto there = summary_there()) return *there;
  const auto log = whole_text(beside(".log"));
  const auto error = log.rfind("evograd: error: ");
  return {{"status", "failed"},
          {"error", error == std::string::npos ? "the process ended without a summary; see " + beside(".log").string()
                                               : log.substr(error + 16, log.find('\n', error) - error - 16)}};
}

void run_all(const std::vector<CellRun>& runs, std::int64_t jobs) {
  std::atomic<std::size_t> next = 0;
  std::size_t done = 0;
  Progress progress("comparing", static_cast<std::int64_t>(runs.size()), "runs");
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    for (std::size_t i = next++; i < runs.size(); i = next++) {
      try {
        const bool was_there = runs[i].finished();
        if (!was_there) runs[i].run();
        const std::lock_guard lock(mutex);
        progress.advance();
        logging::info(fmt::format("[{}/{}] {}{}", ++done, runs.size(), runs[i].name(),
                                  was_there            ? ", finished before"
                                  : runs[i].finished() ? ""
                                                       : ", failed"));
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next = runs.size();
        return;
      }
    }
  };
  std::vector<std::jthread> workers;
  for (std::size_t i = 0; i < std::min(runs.size(), static_cast<std::size_t>(jobs)); ++i) workers.emplace_back(work);
  workers.clear();  // joins
  if (failure) std::rethrow_exception(failure);
}

}  // namespace evograd::host
