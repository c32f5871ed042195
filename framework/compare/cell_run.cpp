#include "framework/compare/cell_run.hpp"

#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <system_error>
#include <thread>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "framework/compare/cell_process.hpp"
#include "framework/files/file_lock.hpp"
#include "framework/files/write_file.hpp"
#include "framework/manifest/manifest.hpp"

namespace evograd::host {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{200};
constexpr std::chrono::milliseconds kBetweenKills{1000};

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
  // NFS remembers for a while that a name is missing; opening the folder makes it look again.
  std::error_code missing;
  const std::filesystem::directory_iterator renewed(folder_, missing);
  if (missing || !std::filesystem::exists(folder_ / RunFolder::kSummary)) return std::nullopt;
  try {
    return read_summary(folder_);
  } catch (const Error&) {
    return std::nullopt;  // truncated or damaged: treated as missing
  }
}

bool CellRun::in_use() const {
  return std::filesystem::exists(folder_) && FileLock::if_free(folder_ / ".lock") == nullptr;
}

CellRun::End CellRun::run(const Control& control) const {
  while (true) {
    bool told = false;
    while (in_use()) {
      if (control.abandon()) return End::abandoned;
      if (control.stop()) return End::stopped;
      if (!std::exchange(told, true)) {
        logging::info(name() + ": waiting until the process that still writes to its folder has ended");
      }
      std::this_thread::sleep_for(kBetweenLooks);
    }
    std::error_code failure;
    std::filesystem::remove(beside(".log"), failure);  // it would not be truncated to the new length
    write_file(beside(".toml"), manifest_);
    const auto end = run_cell_process({"run", beside(".toml").string(), "--out", folder_.string(), "--resume"},
                                      beside(".log"), control.stop, control.abandon);
    if (control.abandon()) return End::abandoned;
    if (finished()) return End::finished;
    if (end.asked || control.stop()) return End::stopped;
    if (end.killed) {
      // Who kills a worker with all its processes may have come to this one first: its run has not failed then.
      std::this_thread::sleep_for(kBetweenKills);
      if (control.stop()) return End::stopped;
    }
    if (!in_use()) return End::failed;
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

}  // namespace evograd::host
