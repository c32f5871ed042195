#pragma once

#include <string>
#include <vector>

#include "evograd/batch.hpp"
#include "evograd/export.hpp"
#include "evograd/task.hpp"

namespace evograd {

/// What a task derives from as well where its losses can be taken apart, ℓ = head_loss(encode(batch)), λ acting inside
/// the network. Its two losses are one line each, `return whole_loss(batch, LossKind::training);`.
///
/// An estimator that moves only parameters of the head then runs the encoder once a step, however many points it
/// visits.
class EVOGRAD_API HeadSplit {
 public:
  virtual ~HeadSplit();

  /// The beginnings of the names of the head's parameters, which the losses meet last. Not empty.
  virtual std::vector<std::string> head_parameters() const = 0;

  /// What the head reads of `batch`: activations, whose gradient reaches λ and the parameters outside of the head, and
  /// labels. All randomness of the losses is drawn here.
  virtual Batch encode(const Batch& batch, LossKind kind) = 0;

  /// The loss, a scalar, of what encode() made. Gradient reaches its activations and the head; λ must not be used, nor
  /// anything be drawn.
  virtual torch::Tensor head_loss(const Batch& encoded, LossKind kind) = 0;

  /// head_loss(encode(batch)).
  torch::Tensor whole_loss(const Batch& batch, LossKind kind) { return head_loss(encode(batch, kind), kind); }
};

}  // namespace evograd
