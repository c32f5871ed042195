#pragma once

#include "framework/checkpoint/checkpoint_file.hpp"
#include "framework/trainer/trainer.hpp"

namespace evograd::host {

/// Stores everything that training changes in `checkpoint`: θ, λ, parameters that are not trained, buffers and the
/// states of both optimizers and of the estimator, each tensor under its own name ("theta.head.weight",
/// "base_optimizer.first_moment.head.weight"), in its own shape and order; and the number of steps. Some of them share
/// storage with the trainer.
void save_training(Trainer& trainer, Checkpoint& checkpoint);

/// Restores, bit for bit, what save_training() stored for a run with the same network. Throws Error naming the tensors
/// that are missing, unexpected or of another shape; nothing has changed then. The state of an optimizer of another
/// kind, and of an estimator that keeps other tensors, is not restored, with a warning.
void restore_training(Trainer& trainer, const Checkpoint& checkpoint, const std::filesystem::path& file);

}  // namespace evograd::host
