#pragma once

#include <torch/types.h>

#include "evograd/batch.hpp"
#include "evograd/export.hpp"
#include "evograd/task.hpp"

namespace evograd {

/// A task derives from this as well if its losses are sums over the rows of their batch, e.g. means over examples. Its
/// batches can then be divided: [run] accumulate computes a loss and its gradient with the activations of a part of the
/// batch at a time.
///
/// A task that is AfterNetwork needs this for the validation loss; its training loss is divided at the terms.
class EVOGRAD_API DivisibleLosses {
 public:
  virtual ~DivisibleLosses();

  /// The contribution of `part` to the loss of `whole`, a scalar: those of all parts add up to the loss. Each tensor of
  /// `part` holds some rows (dimension 0) of the same tensor of `whole`. Gradient as of the loss. By default the loss
  /// of `part` times rows of `part` / rows of `whole`, which is right if both losses are means over the rows.
  virtual torch::Tensor partial_loss(const Batch& part, const Batch& whole, LossKind kind);
};

}  // namespace evograd
