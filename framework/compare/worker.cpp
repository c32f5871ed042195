#include "framework/compare/worker.hpp"
#include "framework/process/host_name.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>
#include <vector>

namespace evograd::host {
namespace {

std::string first_line(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// State and start time of a process from /proc/PID/stat; empty if there is none.
struct ProcessStatus {
  std::string state;
  std::string started;
};

ProcessStatus status_of(std::int64_t process) {
  const auto line = first_line(fmt::format("/proc/{}/stat", process));
  const auto name_end = line.rfind(')');  // the name may contain spaces and parentheses
  if (name_end == std::string::npos) return {};
  std::istringstream rest(line.substr(name_end + 1));
  std::vector<std::string> fields;
  for (std::string field; rest >> field;) fields.push_back(field);
  constexpr std::size_t start_time = 19;  // the 22nd field of proc(5), here without the first two
  return fields.size() > start_time ? ProcessStatus{fields[0], fields[start_time]} : ProcessStatus{};
}

std::string this_system() {
  std::error_code failure;
  const auto space = std::filesystem::read_symlink("/proc/self/ns/pid", failure).string();
  return first_line("/proc/sys/kernel/random/boot_id") + " " + space;
}

std::string slurm_job() {
  const auto array = environment("SLURM_ARRAY_JOB_ID");
  if (!array.empty()) return "Slurm job " + array + "_" + environment("SLURM_ARRAY_TASK_ID");
  const auto job = environment("SLURM_JOB_ID");
  return job.empty() ? "" : "Slurm job " + job;
}

}  // namespace

std::string Worker::id() const {
  auto text = fmt::format("{}-{}-{}", host, process, started);
  std::replace_if(
      text.begin(), text.end(), [](unsigned char c) { return !std::isalnum(c) && c != '-' && c != '_'; }, '_');
  // Containers may have the same host name: their system differs.
  return text + fmt::format("-{:08x}", static_cast<std::uint32_t>(std::hash<std::string>()(system)));
}

std::string Worker::text() const {
  if (host.empty()) return "an unknown worker";
  return fmt::format("{}, process {}{}{}", host, process, job.empty() ? "" : ", ", job);
}

Worker this_worker(std::chrono::milliseconds period) {
  const auto node = environment("SLURMD_NODENAME");  // several nodes may be one machine
  return {.host = node.empty() ? host_name() : node,
          .system = this_system(),
          .process = getpid(),
          .started = status_of(getpid()).started,
          .job = slurm_job(),
          .period = period};
}

Json to_json(const Worker& worker) {
  return {{"host", worker.host},       {"system", worker.system}, {"process", worker.process},
          {"started", worker.started}, {"job", worker.job},       {"period_ms", worker.period.count()}};
}

Worker worker_from_json(const Json& json) {
  try {
    return {.host = json.at("host"),
            .system = json.at("system"),
            .process = json.at("process"),
            .started = json.at("started"),
            .job = json.at("job"),
            .period = std::chrono::milliseconds(json.at("period_ms").get<std::int64_t>())};
  } catch (const Json::exception&) {
    return {};
  }
}

Life life_of(const Worker& worker) {
  if (worker.system.empty() || worker.system != this_system()) return Life::unknown;
  const auto now = status_of(worker.process);
  return now.started == worker.started && now.state != "Z" && now.state != "X" ? Life::alive : Life::dead;
}

}  // namespace evograd::host
