#include "framework/run/run_folder.hpp"

#include <system_error>

#include "evograd/error.hpp"
#include "framework/run/write_file.hpp"

namespace evograd::host {

RunFolder::RunFolder(std::filesystem::path folder, const std::string& manifest) : folder_(std::move(folder)) {
  std::error_code failure;
  std::filesystem::create_directories(folder_, failure);
  if (failure) {
    throw Error(folder_.string(), "cannot be made: " + failure.message(), "name another folder with --out");
  }
  if (!std::filesystem::is_empty(folder_, failure) || failure) {
    throw Error(folder_.string(), failure ? "cannot be read: " + failure.message() : "holds files already",
                "name another folder with --out");
  }
  write_file(folder_ / kManifest, manifest);
  metrics_.open(folder_ / kMetrics);
  if (!metrics_) throw Error((folder_ / kMetrics).string(), "cannot be written", "name another folder with --out");
}

void RunFolder::append_metrics(const Json& line) {
  metrics_ << line.dump() << std::endl;
  if (!metrics_) {
    throw Error((folder_ / kMetrics).string(), "could not be written to", "look for space on the disk");
  }
}

void RunFolder::write_summary(const Json& summary) { write_file(folder_ / kSummary, summary.dump(2) + "\n"); }

Json read_json_object(const std::filesystem::path& file, const std::string& remedy) {
  std::ifstream stream(file);
  if (!stream) throw Error(file.string(), "cannot be read", remedy);
  auto object = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) throw Error(file.string(), "is no JSON object", "run again; this file is damaged");
  return object;
}

Json read_summary(const std::filesystem::path& folder) {
  return read_json_object(folder / RunFolder::kSummary, "name the folder of a finished run, e.g. runs/label-noise");
}

}  // namespace evograd::host
