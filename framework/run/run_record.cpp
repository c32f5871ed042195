#include "framework/run/run_record.hpp"

#include <ATen/Parallel.h>
#include <fmt/ranges.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <fstream>
#include <string>
#include <thread>

#include "framework/manifest/backbone_files.hpp"
#include "framework/manifest/manifest_tables.hpp"
#include "framework/plugin/stamp.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/process/own_arguments.hpp"
#include "framework/run/session.hpp"

namespace evograd::host {
namespace {

/// The text after `separator` in the first line of `file` that begins with `key`; "unknown" if there is none.
std::string entry_in(const char* file, const std::string& key, char separator) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with(key)) continue;
    auto begin = line.find_first_not_of(std::string(" \"") + separator, line.find(separator));
    if (begin == std::string::npos) break;
    return line.substr(begin, line.find_last_not_of('"') - begin + 1);
  }
  return "unknown";
}

std::string system_name() {
  utsname kernel{};
  uname(&kernel);
  return entry_in("/etc/os-release", "PRETTY_NAME", '=') + ", " + kernel.sysname + " " + kernel.release + " " +
         kernel.machine;
}

Json machine(const ResolvedManifest& manifest) {
  return {{"system", system_name()},
          {"processor", entry_in("/proc/cpuinfo", "model name", ':')},
          {"cores", std::thread::hardware_concurrency()},
          {"threads", at::get_num_threads()},
          {"memory_bytes", sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGE_SIZE)},
          {"device", choose_device(manifest.run.options.device).str()}};
}

Json tables(const ResolvedManifest& manifest) {
  Json all = Json::array();
  for (const auto& table : manifest_tables(manifest)) {
    Json options = Json::array();
    for (const auto& line : table.lines) {
      options.push_back({{"name", line.key}, {"value", evograd::to_toml(line.value)}, {"origin", line.origin}});
    }
    all.push_back({{"table", table.name}, {"options", options}});
  }
  return all;
}

/// The files that the backbone reads.
Json files(const ResolvedManifest& manifest) {
  Json all = Json::array();
  for (const auto& file : backbone_files(manifest)) {
    all.push_back({{"option", "backbone." + file.option}, {"file", file.path.string()}, {"sha256", file.sha256}});
  }
  return all;
}

}  // namespace

Json what_is_run(const ResolvedManifest& manifest) {
  Json plugins = Json::array();
  for (const auto& plugin : manifest.plugins) {
    plugins.push_back({{"name", plugin.name},
                       {"version", plugin.version},
                       {"file", plugin.file.string()},
                       {"sha256", plugin.sha256},
                       {"stamp", plugin.stamp}});
  }
  const auto& host = host_stamp();
  return {{"name", manifest.name},
          {"seed", manifest.seed},
          {"task", manifest.task.entry->name},
          {"backbone", manifest.backbone.entry->name},
          {"estimator", manifest.estimator.entry->name},
          {"steps", manifest.run.options.steps},
          {"host",
           {{"sdk", to_string(host.sdk)},
            {"torch", to_string(host.torch)},
            {"compiler", host.compiler},
            {"build", host.build}}},
          {"plugins", plugins}};
}

Json run_record(const ResolvedManifest& manifest, const Json& resumed) {
  auto record = what_is_run(manifest);
  record["command"] = fmt::format("{}", fmt::join(own_arguments(), " "));
  record["machine"] = machine(manifest);
  record["manifest"] = tables(manifest);
  record["files"] = files(manifest);
  record["resumed"] = resumed;
  return record;
}

}  // namespace evograd::host
