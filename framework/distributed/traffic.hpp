#pragma once

#include <algorithm>
#include <cstdint>

namespace evograd::host {

/// What a process sends to the others in the steps of a run.
class Traffic {
 public:
  void add_step(std::int64_t bytes) {
    bytes_ += bytes;
    ++steps_;
  }

  /// Bytes of tensors per step, without what the network adds; 0 before the first step.
  double per_step() const {
    return static_cast<double>(bytes_) / static_cast<double>(std::max<std::int64_t>(steps_, 1));
  }

 private:
  std::int64_t bytes_ = 0;
  std::int64_t steps_ = 0;
};

}  // namespace evograd::host
