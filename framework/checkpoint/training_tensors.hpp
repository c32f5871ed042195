#pragma once

#include "framework/checkpoint/checkpoint_file.hpp"
#include "framework/trainer/trainer.hpp"

namespace evograd::host {

/// Puts all that training changes into `checkpoint`: θ, λ, parameters that are not trained, buffers and the states of
/// both optimizers and of the estimator, each tensor under a name of its own ("theta.head.weight",
/// "base_optimizer.first_moment.head.weight"), in its own shape and order; and the number of steps. Some of them share
/// storage with the trainer.
void save_training(Trainer& trainer, Checkpoint& checkpoint);

/// The opposite, bit for bit, from what save_training() made of a run with the same network. Throws Error naming the
/// tensors that are missing, too many or of another shape; nothing has changed then. The state of an optimizer of
/// another kind, and of an estimator that keeps other tensors, is left out, which `log` is told.
void restore_training(Trainer& trainer, const Checkpoint& checkpoint, const std::filesystem::path& file,
                      const std::function<void(const std::string&)>& log);

}  // namespace evograd::host
