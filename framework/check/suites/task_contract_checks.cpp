#include <torch/autograd.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "evograd/perturbation.hpp"
#include "framework/check/fixtures/loaded_component.hpp"
#include "framework/check/fixtures/process_state.hpp"
#include "framework/check/fixtures/task_fixture.hpp"
#include "framework/check/suites/suites.hpp"

namespace evograd::host::check {
namespace {

bool same(const Batch& a, const Batch& b) {
  if (a.tensors().size() != b.tensors().size()) return false;
  for (const auto& [name, tensor] : a.tensors()) {
    if (!b.contains(name) || !torch::equal(tensor, b[name])) return false;
  }
  return true;
}

/// Whether any of the gradients of `value` with respect to `parameters` is defined.
bool reaches(const torch::Tensor& value, const std::vector<torch::Tensor>& parameters) {
  if (!value.requires_grad() || parameters.empty()) return false;
  const auto gradients = torch::autograd::grad({value.sum()}, parameters, {}, true, false, true);
  return std::any_of(gradients.begin(), gradients.end(), [](const auto& gradient) { return gradient.defined(); });
}

void opens(Context& context) {
  const auto& entry = entry_of<TaskEntry>(context);
  try {
    const auto task = entry.make(entry.description.small);
    task->open({.randomness = context.key.fold("task"), .folder = ".", .steps = 100});
    task->build(std::make_shared<FixtureBackbone>(task->input()));
    expect(task->model() != nullptr, "model() is null after build(); return the trained network");
    expect(task->meta_model() != nullptr,
           "meta_model() is null after build(); return a module without parameters if nothing is meta-learned");
  } catch (const Error& error) {
    throw Skip(std::string("it refuses: ") + error.what());
  }
}

void makes_batches_of_seed_and_step(Context& context) {
  TaskFixture fixture(context);
  const auto training = fixture.training_batch(3), further = fixture.training_batch(3, 1);
  const auto validation = fixture.validation_batch(3);
  for (const std::int64_t step : {7, 0, 3}) {
    fixture.validation_batch(step);
    fixture.training_batch(step, 2);
  }
  expect(same(further, fixture.training_batch(3, 1)) && same(training, fixture.training_batch(3)) &&
             same(validation, fixture.validation_batch(3)),
         "requesting a batch again, after others, gives a different one; draw it from the task's key folded with step "
         "and index");
  TaskFixture fresh(context);
  expect(same(validation, fresh.validation_batch(3)) && same(training, fresh.training_batch(3)),
         "a new instance with the same seed makes different batches");
}

void gives_losses(Context& context) {
  TaskFixture fixture(context);
  const auto& theta = fixture.state().theta.tensors();
  for (const auto kind : {LossKind::training, LossKind::validation}) {
    const bool training = kind == LossKind::training;
    const auto name = std::string(training ? "the training loss" : "the validation loss");
    const auto value = fixture.loss(kind, training ? fixture.training_batch(0) : fixture.validation_batch(0));
    expect(value.defined() && value.dim() == 0 && value.is_floating_point(),
           name + " is not a scalar; reduce it with mean() or sum()");
    expect(std::isfinite(value.item<double>()), name + " is not finite at the initial parameters");
    expect(reaches(value, theta), "the gradient of " + name + " does not reach any parameter of model()");
    const auto& lambda = fixture.state().lambda.tensors();
    if (training && !lambda.empty() && !reaches(value, lambda)) {
      context.warnings.push_back("the gradient of the training loss does not reach any parameter of meta_model()");
    }
  }
}

void has_pure_losses(Context& context) {
  TaskFixture fixture(context);
  const auto training = fixture.training_batch(0), validation = fixture.validation_batch(0);
  const auto first = fixture.loss(LossKind::training, training).detach();
  const auto second = fixture.loss(LossKind::validation, validation).detach();
  fixture.loss(LossKind::training, fixture.training_batch(5));
  fixture.loss(LossKind::validation, fixture.validation_batch(5));
  expect(torch::equal(first, fixture.loss(LossKind::training, training)) &&
             torch::equal(second, fixture.loss(LossKind::validation, validation)),
         "a loss of the same parameters, batch and random draws differs when it is evaluated again");
}

void task_leaves_parameters_alone(Context& context) {
  TaskFixture fixture(context);
  auto& state = fixture.state();
  const auto theta = state.theta.values().clone(), lambda = state.lambda.values().clone();
  fixture.loss(LossKind::training, fixture.training_batch(0));
  fixture.loss(LossKind::validation, fixture.validation_batch(0));
  fixture.evaluate();
  expect(torch::equal(theta, state.theta.values()) && torch::equal(lambda, state.lambda.values()),
         "a loss or evaluate() writes to parameters");
  for (const auto* parameters : {&state.theta, &state.lambda}) {
    for (const auto& tensor : parameters->tensors()) {
      expect(tensor.requires_grad(), "a loss or evaluate() changes requires_grad of a parameter");
    }
  }
}

void keeps_lambda_out_of_the_terms(Context& context) {
  TaskFixture fixture(context);
  if (!fixture.state().after_network) throw Skip("its meta-parameters act inside the network");
  auto& task = *fixture.state().after_network;
  const auto batch = fixture.training_batch(0);
  const auto terms = task.network_terms(batch);
  expect(reaches(terms, fixture.state().theta.tensors()),
         "the gradient of network_terms() does not reach any parameter of model()");
  expect(!reaches(terms, fixture.state().lambda.tensors()),
         "the gradient of network_terms() reaches the meta-parameters; they belong in reduce()");
  torch::Tensor held;
  if (task.holds_context()) {
    held = task.held_context(terms.detach(), batch);
    expect(held.defined() && !held.requires_grad(), "held_context() is undefined or has an autograd graph; detach it");
  }
  fixture.hold(batch);
  const auto value = task.reduce(terms.detach().requires_grad_(), batch, held);
  expect(value.requires_grad(), "the gradient of reduce() does not reach the terms");
  const auto whole = TaskFixture(context).loss(LossKind::training, batch);
  TaskFixture halves(context);
  halves.hold(batch);
  expect(torch::allclose(whole, halves.loss(LossKind::training, batch), 1e-5, 1e-6),
         "training_loss() is not reduce() of network_terms(), which the host calls instead: anything added to it is "
         "ignored; return evaluate_training_loss(batch).loss");
}

void takes_its_losses_apart(Context& context) {
  TaskFixture fixture(context);
  if (!fixture.state().head_split) throw Skip("it does not derive from HeadSplit");
  auto& task = *fixture.state().head_split;
  const auto head = task.head_parameters();
  expect(!head.empty(), "head_parameters() is empty; name the head's parameters, or do not derive from HeadSplit");
  try {
    segments_with_prefix(fixture.state().theta.layout(), head);
  } catch (const Error& error) {
    throw Failure(std::string("head_parameters() names a parameter that model() does not have: ") + error.what());
  }
  for (const auto kind : {LossKind::training, LossKind::validation}) {
    const auto batch = kind == LossKind::training ? fixture.training_batch(0) : fixture.validation_batch(0);
    const auto whole = fixture.loss(kind, batch);
    const GlobalGeneratorGuard layers(context.key.fold("layers"), context.device);
    const auto parts = task.head_loss(task.encode(batch, kind), kind);
    expect(torch::allclose(whole, parts, 1e-5, 1e-6), "head_loss(encode(batch)) is not the loss of the batch");
  }
}

void scores_the_model(Context& context) {
  TaskFixture fixture(context);
  const auto metrics = fixture.evaluate();
  for (const auto& wanted : {fixture.task().score_name(), fixture.state().traits.selection}) {
    const auto found =
        std::find_if(metrics.begin(), metrics.end(), [&](const auto& metric) { return metric.first == wanted; });
    if (wanted.empty() && wanted != fixture.task().score_name()) continue;  // no selection
    expect(found != metrics.end(), "evaluate() does not return the metric '" + wanted +
                                       "', which score_name() or "
                                       "traits().selection names");
    expect(std::isfinite(found->second), "the metric '" + wanted + "' of the initial model is not finite");
  }
  const auto again = fixture.evaluate();
  expect(std::equal(metrics.begin(), metrics.end(), again.begin(), again.end(),
                    [](const auto& a, const auto& b) {
                      return a.first == b.first &&
                             (a.second == b.second || (std::isnan(a.second) && std::isnan(b.second)));
                    }),
         "evaluate() of the same model returns different numbers the second time");
}

void task_leaves_the_process_alone(Context& context) {
  TaskFixture fixture(context);
  const auto work = [&](std::int64_t step) {
    fixture.loss(LossKind::training, fixture.training_batch(step));
    fixture.loss(LossKind::validation, fixture.validation_batch(step));
    fixture.evaluate();
  };
  work(0);  // initialises what is started once
  const ProcessState before;
  work(1);
  const auto changes = before.changes();
  expect(changes.empty(), "a step changes " + listed(changes) +
                              "; batches draw from the task's key, and only losses may draw from the global generator");
}

void starts_from_the_seed(Context& context) {
  TaskFixture one(context);
  torch::manual_seed(12345);
  TaskFixture other(context);
  expect(torch::equal(one.state().theta.values(), other.state().theta.values()) &&
             torch::equal(one.state().lambda.values(), other.state().lambda.values()),
         "two instances with the same seed start from different parameters; draw them in build() from the global "
         "generator");
  expect(torch::equal(one.loss(LossKind::training, one.training_batch(2)),
                      other.loss(LossKind::training, other.training_batch(2))),
         "two instances with the same seed have different training losses");
}

}  // namespace

std::vector<Check> task_contract_checks() {
  return {
      {"task/opens", Level::contract, "It opens its data and builds model() and meta_model(), or throws an Error.",
       opens},
      {"task/batches", Level::contract, "Batches are functions of seed, step and index.",
       makes_batches_of_seed_and_step},
      {"task/losses", Level::contract, "Both losses are finite scalars whose gradient reaches the parameters.",
       gives_losses},
      {"task/pure", Level::contract,
       "Losses are functions of parameters, buffers, batch and the global generator, bit for bit.", has_pure_losses},
      {"task/parameters", Level::contract, "Losses and evaluate() leave θ, λ and their requires_grad unchanged.",
       task_leaves_parameters_alone},
      {"task/terms", Level::contract, "If λ acts after the network, network_terms() does not depend on it.",
       keeps_lambda_out_of_the_terms},
      {"task/head", Level::contract, "A loss split into encoder and head equals the loss as a whole.",
       takes_its_losses_apart},
      {"task/evaluate", Level::contract,
       "evaluate() returns the metrics that the task names, and the same values when repeated.", scores_the_model},
      {"task/process", Level::contract,
       "Steps leave modes and threads unchanged; batches also leave the global generator unchanged.",
       task_leaves_the_process_alone},
      {"task/repeatable", Level::contract, "Initial parameters and losses are functions of the seed.",
       starts_from_the_seed},
  };
}

}  // namespace evograd::host::check
