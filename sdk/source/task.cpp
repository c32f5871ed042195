#include "evograd/task.hpp"

#include "evograd/error.hpp"

namespace evograd {
namespace {

[[noreturn]] void missing(const char* function, const char* placement) {
  throw Error("task", std::string("does not implement ") + function + "()",
              std::string("a task whose placement() is ") + placement + " must");
}

}  // namespace

std::unique_ptr<Pretraining> Task::pretraining(std::shared_ptr<Backbone>, RandomKey) { return nullptr; }

torch::Tensor Task::network_terms(const Batch&) { missing("network_terms", "after_network"); }

torch::Tensor Task::reduce(const torch::Tensor&, const Batch&, const torch::Tensor&) {
  missing("reduce", "after_network");
}

torch::Tensor Task::held_context(const torch::Tensor&, const Batch&) { return {}; }

torch::Tensor Task::training_loss(const Batch& batch) {
  if (placement() == MetaPlacement::inside_network) missing("training_loss", "inside_network");
  const auto terms = network_terms(batch);
  return reduce(terms, batch, holds_context() ? held_context(terms.detach(), batch) : torch::Tensor());
}

}  // namespace evograd
