#include "framework/threads/free_cores.hpp"

#include <fmt/core.h>
#include <sched.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <thread>

namespace evograd::host {
namespace {

/// The cores that this process may run on; empty if the system does not tell.
cpu_set_t affinity() {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  return set;
}

struct CoreTicks {
  double idle = 0;
  double total = 0;
};

/// By the numbers of the cores.
std::map<int, CoreTicks> core_ticks() {
  std::map<int, CoreTicks> all;
  std::ifstream file("/proc/stat");
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with("cpu") || line.starts_with("cpu ")) continue;
    std::istringstream fields(line.substr(3));
    int core = 0;
    fields >> core;
    CoreTicks ticks;
    double one = 0;
    // User, nice, system, idle, waiting for disks, interrupts, their bottom halves, stolen.
    for (int i = 0; i < 8 && fields >> one; ++i) {
      ticks.total += one;
      if (i == 3 || i == 4) ticks.idle += one;
    }
    all[core] = ticks;
  }
  return all;
}

/// The cores that `quota` microseconds per `period` are; nothing without a limit.
std::optional<double> quotient(const std::string& quota, double period) {
  std::istringstream text(quota);
  double value = 0;
  if (!(text >> value) || value <= 0 || period <= 0) return std::nullopt;
  return value / period;
}

std::string first_line(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::string line;
  std::getline(stream, line);
  return line;
}

std::optional<double> limit_in(const std::filesystem::path& folder, bool version_2) {
  if (!version_2) {
    const auto period = quotient(first_line(folder / "cpu.cfs_period_us"), 1);
    return quotient(first_line(folder / "cpu.cfs_quota_us"), period.value_or(0));
  }
  std::istringstream fields(first_line(folder / "cpu.max"));  // "200000 100000", "max 100000"
  std::string quota;
  double period = 0;
  fields >> quota >> period;
  return quotient(quota, period);
}

}  // namespace

std::optional<double> cpu_limit(const std::string& groups, const std::filesystem::path& root) {
  std::optional<double> least;
  std::istringstream lines(groups);
  for (std::string line; std::getline(lines, line);) {  // "0::/user/one" or "4:cpu,cpuacct:/user/one"
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const auto controllers = "," + line.substr(first + 1, second - first - 1) + ",";
    const bool version_2 = controllers == ",,";
    if (!version_2 && controllers.find(",cpu,") == std::string::npos) continue;
    const auto top = version_2 ? root : root / controllers.substr(1, controllers.size() - 2);
    auto group = std::filesystem::path(line.substr(second + 1)).relative_path();
    while (true) {
      if (const auto limit = limit_in(top / group, version_2); limit && (!least || *limit < *least)) least = limit;
      if (group.empty()) break;
      group = group.parent_path();
    }
  }
  return least;
}

std::string FreeCores::text() const {
  auto why = fmt::format("others use {:.1f}", busy);
  if (allowed < installed) why = fmt::format("{} allowed by affinity, {}", allowed, why);
  if (limit && *limit < allowed) why = fmt::format("limited to {:.1f} by the control group, {}", *limit, why);
  const auto whole = std::lround(left);
  return fmt::format("{} of {} cores {} free ({})", whole < 1 ? "none" : std::to_string(whole), installed,
                     whole <= 1 ? "is" : "are", why);
}

FreeCores free_cores(std::chrono::milliseconds sample) {
  FreeCores cores;
  const auto before = core_ticks();
  std::this_thread::sleep_for(sample);
  const auto after = core_ticks();
  auto set = affinity();
  cores.allowed = std::max(1, CPU_COUNT(&set));
  cores.installed = std::max(cores.allowed, static_cast<int>(after.size()));
  for (const auto& [core, now] : after) {
    const auto found = before.find(core);
    if (core >= CPU_SETSIZE || !CPU_ISSET(core, &set) || found == before.end()) continue;
    const auto total = now.total - found->second.total;
    if (total > 0) cores.busy += std::clamp(1 - (now.idle - found->second.idle) / total, 0.0, 1.0);
  }
  std::ifstream groups("/proc/self/cgroup");
  cores.limit = cpu_limit({std::istreambuf_iterator<char>(groups), {}}, "/sys/fs/cgroup");
  cores.left = cores.allowed - cores.busy;
  if (cores.limit) cores.left = std::min(cores.left, *cores.limit);
  cores.count = std::max(1, static_cast<int>(std::lround(cores.left)));
  return cores;
}

}  // namespace evograd::host
