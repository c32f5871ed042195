#pragma once

#include <string>
#include <vector>

#include <torch/types.h>

namespace evograd::host::check {

/// What a plugin could disturb for everybody in the process.
class ProcessState {
 public:
  /// As it is now. Draws one number from the global generator.
  ProcessState();

  /// What is no longer as it was here, in words, e.g. "the global generator".
  std::vector<std::string> changes() const;

 private:
  std::string folder_, environment_;
  std::size_t threads_;
  int computing_threads_;
  bool gradients_;
  caffe2::TypeMeta dtype_;
  torch::Tensor generator_;
  std::size_t operators_;
};

}  // namespace evograd::host::check
