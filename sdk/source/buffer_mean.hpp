#pragma once

#include <vector>

#include "evograd/module_state.hpp"
#include "evograd/process_group.hpp"

namespace evograd {

/// The buffers of modules that evaluate a batch in parts: each part begins with those before the first, and in the end
/// floating-point buffers have the mean of what the parts made of them, others what the first part made of them.
///
/// The running averages of a batch normalisation move once per batch then, as if it had seen the parts as one batch.
class BufferMean {
 public:
  /// `modules` must outlive the object.
  explicit BufferMean(ModuleState& modules) : modules_(modules), before_(modules.buffers()) {}

  void begin_part();
  void end_part() { after_.push_back(modules_.buffers()); }
  /// Sets the buffers, with the parts of all processes if there is a group.
  void finish(ProcessGroup* group);

 private:
  ModuleState& modules_;
  std::vector<torch::Tensor> before_;
  std::vector<std::vector<torch::Tensor>> after_;  // by part
};

}  // namespace evograd
