#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace evograd::host {

/// How many cores this process could use now, and why.
struct FreeCores {
  int installed = 1;
  int allowed = 1;              ///< by its affinity, as set by a scheduler or taskset
  std::optional<double> limit;  ///< of its control group, as set by a scheduler or a container
  double busy = 0;              ///< of the allowed ones, used by others
  double left = 1;              ///< what is free
  int count = 1;                ///< the same rounded, but at least 1

  /// "3 of 8 cores are free (4 allowed by affinity, others use 1.2)".
  std::string text() const;
};

/// Measures for `sample`, in which this process should be idle.
FreeCores free_cores(std::chrono::milliseconds sample);

/// The CPU limit in cores that the control groups of a process set, version 1 or 2: the smallest from its own up to the
/// root's. `groups` is the content of /proc/self/cgroup, `root` where they are mounted, usually /sys/fs/cgroup.
std::optional<double> cpu_limit(const std::string& groups, const std::filesystem::path& root);

}  // namespace evograd::host
