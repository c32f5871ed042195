#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "evograd/batch.hpp"
#include "evograd/export.hpp"

namespace evograd {

/// What a task derives from as well where its trained network predicts by itself: `evograd export` records predict() as
/// TorchScript.
class EVOGRAD_API Predictor {
 public:
  virtual ~Predictor();

  /// The names of a validation batch's tensors that predict() reads, in the order in which an exported network takes
  /// them. Not empty.
  virtual std::vector<std::string> prediction_inputs() const = 0;

  /// What the trained network says of `inputs`, one tensor, e.g. class scores [B, classes]; in evaluation mode and
  /// without λ. Recorded by tracing, so its values decide no branch.
  virtual torch::Tensor predict(const Batch& inputs) = 0;
};

}  // namespace evograd
