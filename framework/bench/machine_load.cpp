#include "framework/bench/machine_load.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <string>

namespace evograd::host {
namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

MachineLoad::MachineLoad() : begin_(ticks()) {}

std::optional<MachineLoad::Ticks> MachineLoad::ticks() {
  std::ifstream file("/proc/stat");
  std::string name;
  // User, nice, system, idle, waiting for disks, interrupts, their bottom halves, stolen.
  std::array<double, 8> spent{};
  if (!(file >> name) || name != "cpu") return std::nullopt;
  for (auto& ticks : spent) {
    if (!(file >> ticks)) return std::nullopt;
  }
  Ticks now;
  const auto per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
  for (std::size_t i = 0; i < spent.size(); ++i) {
    now.total += spent[i] / per_second;
    if (i != 3 && i != 4) now.busy += spent[i] / per_second;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  now.own = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  return now;
}

std::optional<double> MachineLoad::others() const {
  const auto now = ticks();
  if (!begin_ || !now || now->total <= begin_->total) return std::nullopt;
  const double busy = (now->busy - begin_->busy) - (now->own - begin_->own);
  return std::clamp(busy / (now->total - begin_->total), 0.0, 1.0);
}

}  // namespace evograd::host
