#include "framework/run/run_folder.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "evograd/error.hpp"
#include "framework/files/json_text.hpp"
#include "framework/files/write_file.hpp"

namespace evograd::host {
namespace {

constexpr const char* kLock = ".lock";

/// The names in `folder`, without the lock file.
std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::error_code failure;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    if (entry.path().filename() != kLock) names.push_back(entry.path().filename().string());
  }
  if (failure)
    throw Error(folder.string(), "cannot be read: " + failure.message(), "specify another folder with --out");
  return names;
}

}  // namespace

RunFolder::RunFolder(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::error_code failure;
  std::filesystem::create_directories(folder_, failure);
  if (failure) {
    throw Error(folder_.string(), "cannot be created: " + failure.message(), "specify another folder with --out");
  }
  lock_ = FileLock::if_free(folder_ / kLock);
  if (!lock_) {
    throw Error(folder_.string(), "another run is writing to it",
                "wait until it ends, or specify another folder with --out");
  }
}

bool RunFolder::empty() const { return names_in(folder_).empty(); }

bool RunFolder::holds_only_a_run() const {
  static constexpr std::array own{kManifest, kRecord,      kMetrics, MetricFiles::csv, MetricFiles::tensorboard,
                                  kSummary,  kCheckpoints, kLog,     kTaskFiles,       "report.html"};
  const auto names = names_in(folder_);
  return std::all_of(names.begin(), names.end(), [](const std::string& name) {
    return std::any_of(own.begin(), own.end(),
                       [&](const std::string& known) { return name == known || name == known + ".tmp"; });
  });
}

bool RunFolder::holds_no_step() const {
  std::error_code ignored;
  const auto metrics = folder_ / kMetrics;
  const bool logged = std::filesystem::exists(metrics, ignored) && std::filesystem::file_size(metrics, ignored) != 0;
  const bool ran = std::filesystem::exists(folder_ / kRecord, ignored);
  return ran && holds_only_a_run() && !logged && !std::filesystem::exists(folder_ / kCheckpoints, ignored);
}

void RunFolder::write_head(const std::string& manifest, const Json& record) {
  write_file(folder_ / kManifest, manifest);
  write_record(record);
  std::error_code ignored;
  std::filesystem::remove(folder_ / kSummary, ignored);  // it describes how the run ended before
}

void RunFolder::write_record(const Json& record) { write_file(folder_ / kRecord, json_text(record, 2) + "\n"); }

void RunFolder::begin(const std::string& manifest, const Json& record) {
  write_head(manifest, record);
  metrics_.emplace(folder_, nullptr);
}

void RunFolder::resume(const std::string& manifest, const Json& record, const Json& sizes) {
  write_head(manifest, record);
  metrics_.emplace(folder_, sizes);
}

void RunFolder::append_metrics(const MetricRecord& record) { metrics_->append(record); }

Json RunFolder::metric_sizes() { return metrics_->sizes(); }

void RunFolder::write_summary(const Json& summary) { write_file(folder_ / kSummary, json_text(summary, 2) + "\n"); }

Json read_json_object(const std::filesystem::path& file, const std::string& remedy) {
  std::ifstream stream(file);
  if (!stream) throw Error(file.string(), "cannot be read", remedy);
  auto object = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) throw Error(file.string(), "is not a JSON object", "the file is damaged; run again");
  return object;
}

Json read_summary(const std::filesystem::path& folder) {
  return read_json_object(folder / RunFolder::kSummary, "specify the folder of a finished run, e.g. runs/label-noise");
}

}  // namespace evograd::host
