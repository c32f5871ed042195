#include "framework/report/reported_run.hpp"

#include "evograd/error.hpp"
#include "framework/run/run_folder.hpp"

namespace evograd::host {
namespace {

constexpr const char* remedy = "specify the folder of a run, e.g. runs/label-noise";

/// The object in `file`, or null if the file does not exist.
Json object_if_there(const std::filesystem::path& file) {
  return std::filesystem::exists(file) ? read_json_object(file, "check its permissions") : Json();
}

void require_run(const std::filesystem::path& folder) {
  if (!std::filesystem::exists(folder)) throw Error(folder.string(), "does not exist", remedy);
  if (!std::filesystem::is_directory(folder)) throw Error(folder.string(), "is not a folder", remedy);
  for (const char* file : {RunFolder::kManifest, RunFolder::kMetrics, RunFolder::kSummary, RunFolder::kRecord}) {
    if (std::filesystem::exists(folder / file)) return;
  }
  throw Error(folder.string(),
              "does not contain a run: there is no manifest.toml, run.json, metrics.jsonl or summary.json", remedy);
}

}  // namespace

Json member(const Json& object, const std::string& key) {
  return object.is_object() && object.contains(key) ? object[key] : Json();
}

std::string member_text(const Json& object, const std::string& key) {
  const auto value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<double> member_number(const Json& object, const std::string& key) {
  const auto value = member(object, key);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

Json ReportedRun::field(const std::string& key) const {
  auto value = member(summary, key);
  return value.is_null() ? member(description, key) : value;
}

std::string ReportedRun::text(const std::string& key) const {
  const auto value = field(key);
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<double> ReportedRun::number(const std::string& key) const {
  const auto value = field(key);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

std::string ReportedRun::status() const {
  const auto status = member_text(summary, "status");
  return status.empty() ? "unfinished" : status;
}

std::int64_t ReportedRun::steps_taken() const {
  const auto taken = member(summary, "steps_taken");
  return taken.is_number_integer() ? taken.get<std::int64_t>() : metrics.last_step;
}

ReportedRun read_run(const std::filesystem::path& folder) {
  require_run(folder);
  ReportedRun run;
  run.folder = folder;
  run.description = object_if_there(folder / RunFolder::kRecord);
  run.summary = object_if_there(folder / RunFolder::kSummary);
  run.metrics = read_metrics(folder / RunFolder::kMetrics);
  run.manifest = reported_tables(member(run.description, "manifest"));
  std::erase_if(run.manifest, [](const auto& table) {  // plugins have their own table
    return table.name == "plugin" || table.name.starts_with("plugin.");
  });
  if (const auto plugins = run.field("plugins"); plugins.is_array()) run.plugins = plugins;
  return run;
}

}  // namespace evograd::host
