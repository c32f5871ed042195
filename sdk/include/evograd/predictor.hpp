#pragma once

#include <torch/types.h>

#include <string>
#include <vector>

#include "evograd/batch.hpp"
#include "evograd/export.hpp"

namespace evograd {

/// A task derives from this as well if its trained network can predict on its own: `evograd export` records predict()
/// as TorchScript.
class EVOGRAD_API Predictor {
 public:
  virtual ~Predictor();

  /// The names of the tensors of a validation batch that predict() reads, in the order of the exported network's
  /// arguments. Not empty.
  virtual std::vector<std::string> prediction_inputs() const = 0;

  /// The trained network's prediction for `inputs`, one tensor, e.g. class scores [B, classes]; in evaluation mode and
  /// without λ. Recorded by tracing, so no branch may depend on its values.
  virtual torch::Tensor predict(const Batch& inputs) = 0;
};

}  // namespace evograd
