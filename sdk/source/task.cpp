#include "evograd/task.hpp"

#include "evograd/error.hpp"

namespace evograd {
namespace {

[[noreturn]] void missing(const char* function, const char* placement) {
  throw Error("task", std::string("does not implement ") + function + "()",
              std::string("a task whose placement() is ") + placement + " must");
}

[[noreturn]] void missing_head(const char* function) {
  throw Error("task", std::string("does not implement ") + function + "()",
              "a task whose head_parameters() names any must");
}

}  // namespace

std::unique_ptr<Pretraining> Task::pretraining(std::shared_ptr<Backbone>, RandomKey) { return nullptr; }

torch::Tensor Task::network_terms(const Batch&) { missing("network_terms", "after_network"); }

torch::Tensor Task::reduce(const torch::Tensor&, const Batch&, const torch::Tensor&) {
  missing("reduce", "after_network");
}

torch::Tensor Task::held_context(const torch::Tensor&, const Batch&) { return {}; }

torch::Tensor Task::training_loss(const Batch& batch) {
  if (placement() == MetaPlacement::inside_network) {
    if (head_parameters().empty()) missing("training_loss", "inside_network");
    return head_loss(encode(batch, LossKind::training), LossKind::training);
  }
  const auto terms = network_terms(batch);
  return reduce(terms, batch, holds_context() ? held_context(terms.detach(), batch) : torch::Tensor());
}

torch::Tensor Task::validation_loss(const Batch& batch) {
  if (head_parameters().empty()) throw Error("task", "does not implement validation_loss()", "every task must");
  return head_loss(encode(batch, LossKind::validation), LossKind::validation);
}

Batch Task::encode(const Batch&, LossKind) { missing_head("encode"); }

torch::Tensor Task::head_loss(const Batch&, LossKind) { missing_head("head_loss"); }

torch::Tensor Task::predict(const Batch&) {
  throw Error("task", "does not implement predict()", "a task whose prediction_inputs() names any must");
}

}  // namespace evograd
