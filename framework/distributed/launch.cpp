#include "framework/distributed/launch.hpp"

#include <fmt/core.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "evograd/error.hpp"

namespace evograd::host {
namespace {

constexpr const char* kPlace = "environment";

std::optional<std::string> text(const Environment& environment, const char* name) {
  const char* value = environment(name);
  return value && *value ? std::optional<std::string>(value) : std::nullopt;
}

int number(const Environment& environment, const char* name) {
  const auto value = text(environment, name);
  if (!value) throw Error(kPlace, std::string(name) + " is not set", "start all processes with the same launcher");
  int result = 0;
  const auto* end = value->data() + value->size();
  const auto [stop, failure] = std::from_chars(value->data(), end, result);
  if (failure == std::errc() && stop == end && result >= 0) return result;
  throw Error(kPlace, fmt::format("{} is \"{}\", which is not a number of processes or of one of them", name, *value),
              "start all processes with the same launcher");
}

/// A port that all processes of one job derive from its name, outside the ranges that systems give away.
std::uint16_t port_of_job(std::string_view job) {
  std::uint32_t hash = 0x811c9dc5U;  // FNV-1a
  for (const char c : job) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
  return static_cast<std::uint16_t>(20000 + hash % 12000);
}

/// The first host of a list of Slurm's: "n1" of "n[1-3,7],m2".
std::string first_host(const std::string& list) {
  const auto bracket = list.find('[');
  const auto comma = list.find(',');
  if (bracket == std::string::npos || comma < bracket) return list.substr(0, comma);
  return list.substr(0, bracket) + list.substr(bracket + 1, list.find_first_of(",-]", bracket) - bracket - 1);
}

void set_meeting_point(const Environment& environment, const std::string& job, const std::string& host,
                       Launch& launch) {
  launch.host = text(environment, "MASTER_ADDR").value_or(host);
  if (launch.host.empty()) {
    throw Error(kPlace, launch.launcher + " does not say on which machine rank 0 runs",
                "set MASTER_ADDR to its address for all processes, e.g. mpirun -x MASTER_ADDR=ADDRESS");
  }
  if (!text(environment, "MASTER_PORT")) {
    launch.port = port_of_job(job);
    return;
  }
  const int port = number(environment, "MASTER_PORT");
  if (port == 0 || port > 65535) throw Error(kPlace, fmt::format("MASTER_PORT is {}, which is not a port", port));
  launch.port = static_cast<std::uint16_t>(port);
}

Launch from_torchrun(const Environment& environment) {
  Launch launch{.rank = number(environment, "RANK"), .size = number(environment, "WORLD_SIZE"), .launcher = "torchrun"};
  launch.local_rank = text(environment, "LOCAL_RANK") ? number(environment, "LOCAL_RANK") : 0;
  launch.local_size = text(environment, "LOCAL_WORLD_SIZE") ? number(environment, "LOCAL_WORLD_SIZE") : 1;
  launch.store_runs = text(environment, "TORCHELASTIC_USE_AGENT_STORE") == "True";
  set_meeting_point(environment, text(environment, "TORCHELASTIC_RUN_ID").value_or("evograd"), "", launch);
  return launch;
}

Launch from_mpirun(const Environment& environment) {
  Launch launch{.rank = number(environment, "OMPI_COMM_WORLD_RANK"),
                .size = number(environment, "OMPI_COMM_WORLD_SIZE"),
                .local_rank = number(environment, "OMPI_COMM_WORLD_LOCAL_RANK"),
                .local_size = number(environment, "OMPI_COMM_WORLD_LOCAL_SIZE"),
                .launcher = "mpirun"};
  const bool one_machine = launch.local_size == launch.size;
  const auto job = text(environment, "PMIX_NAMESPACE").value_or("evograd");
  set_meeting_point(environment, job, one_machine ? "127.0.0.1" : "", launch);
  return launch;
}

Launch from_srun(const Environment& environment) {
  Launch launch{.rank = number(environment, "SLURM_PROCID"),
                .size = number(environment, "SLURM_STEP_NUM_TASKS"),
                .local_rank = number(environment, "SLURM_LOCALID"),
                .launcher = "srun"};
  const auto job =
      text(environment, "SLURM_JOB_ID").value_or("") + "." + text(environment, "SLURM_STEP_ID").value_or("");
  const auto nodes = text(environment, "SLURM_STEP_NODELIST");
  set_meeting_point(environment, job, nodes ? first_host(*nodes) : "", launch);
  return launch;
}

}  // namespace

std::optional<Launch> launch_from(const Environment& environment) {
  if (text(environment, "EVOGRAD_DISTRIBUTED") == "off") return std::nullopt;
  const auto launch = [&]() -> std::optional<Launch> {
    if (text(environment, "WORLD_SIZE") && text(environment, "RANK")) return from_torchrun(environment);
    if (text(environment, "OMPI_COMM_WORLD_SIZE")) return from_mpirun(environment);
    // A batch script has a job, but is not one of the tasks of a step.
    if (text(environment, "SLURM_STEP_NUM_TASKS") && text(environment, "SLURM_PROCID")) return from_srun(environment);
    return std::nullopt;
  }();
  if (!launch || launch->size == 1) return std::nullopt;
  if (launch->rank >= launch->size) {
    throw Error(kPlace, fmt::format("this is rank {} of {} processes; ranks begin with 0", launch->rank, launch->size),
                "start all processes with the same launcher");
  }
  return launch;
}

std::optional<Launch> launch_from_environment() {
  return launch_from([](const char* name) { return std::getenv(name); });
}

}  // namespace evograd::host
