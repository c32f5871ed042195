// The destructors anchor the type information in this library; the host uses it to query a task's capabilities.

#include "evograd/task.hpp"

#include "evograd/after_network.hpp"
#include "evograd/divisible_losses.hpp"
#include "evograd/head_split.hpp"
#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/predictor.hpp"
#include "evograd/pretraining.hpp"
#include "evograd/run_files.hpp"

namespace evograd {

Task::~Task() = default;
AfterNetwork::~AfterNetwork() = default;
HeadSplit::~HeadSplit() = default;
Pretrainable::~Pretrainable() = default;
DivisiblePretraining::~DivisiblePretraining() = default;
Predictor::~Predictor() = default;
MetaParameterPictures::~MetaParameterPictures() = default;
RunFiles::~RunFiles() = default;
DivisibleLosses::~DivisibleLosses() = default;

torch::Tensor DivisibleLosses::partial_loss(const Batch& part, const Batch& whole, LossKind kind) {
  auto& task = dynamic_cast<Task&>(*this);
  const auto rows = [](const Batch& batch) {
    for (const auto& [name, tensor] : batch.tensors()) {
      if (tensor.dim() > 0) return static_cast<double>(tensor.size(0));
    }
    return 1.0;
  };
  const auto loss = kind == LossKind::training ? task.training_loss(part) : task.validation_loss(part);
  return loss * (rows(part) / rows(whole));
}

torch::Tensor AfterNetwork::held_context(const torch::Tensor&, const Batch&) { return {}; }

AfterNetwork::Evaluation AfterNetwork::evaluate_training_loss(const Batch& batch) {
  const auto terms = network_terms(batch);
  const auto detached = terms.detach();
  return {reduce(terms, batch, holds_context() ? held_context(detached, batch) : torch::Tensor()), detached};
}

}  // namespace evograd
