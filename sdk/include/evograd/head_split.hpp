#pragma once

#include <string>
#include <vector>

#include "evograd/batch.hpp"
#include "evograd/export.hpp"
#include "evograd/task.hpp"

namespace evograd {

/// A task derives from this as well if its losses can be split, ℓ = head_loss(encode(batch)), with λ acting inside the
/// network. Its two losses are one line each, `return whole_loss(batch, LossKind::training);`.
///
/// An estimator that moves only parameters of the head then runs the encoder once per step, however many points it
/// visits.
class EVOGRAD_API HeadSplit {
 public:
  virtual ~HeadSplit();

  /// The prefixes of the names of the head's parameters, the last ones that the losses use. Not empty.
  virtual std::vector<std::string> head_parameters() const = 0;

  /// The input of the head for `batch`: activations, whose gradient reaches λ and the parameters outside the head, and
  /// labels. All randomness of the losses is drawn here.
  virtual Batch encode(const Batch& batch, LossKind kind) = 0;

  /// The loss, a scalar, computed from the result of encode(). Gradient reaches its activations and the head; it must
  /// not use λ or draw random numbers.
  virtual torch::Tensor head_loss(const Batch& encoded, LossKind kind) = 0;

  /// head_loss(encode(batch)).
  torch::Tensor whole_loss(const Batch& batch, LossKind kind) { return head_loss(encode(batch, kind), kind); }
};

}  // namespace evograd
