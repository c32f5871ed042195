// Checks of the optional interfaces of a task.

#include <fmt/format.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/predictor.hpp"
#include "evograd/pretraining.hpp"
#include "evograd/run_files.hpp"
#include "evograd/scalar_loss.hpp"
#include "framework/check/fixtures/task_fixture.hpp"
#include "framework/check/suites/suites.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/run/task_files.hpp"

namespace evograd::host::check {
namespace {

bool depends_on(const torch::Tensor& loss, const std::vector<torch::Tensor>& parameters) {
  if (!loss.requires_grad() || parameters.empty()) return false;
  const auto gradients = torch::autograd::grad({loss}, parameters, {}, false, false, true);
  return std::any_of(gradients.begin(), gradients.end(), [](const auto& gradient) { return gradient.defined(); });
}

void has_the_traits_it_tells(Context& context) {
  TaskFixture fixture(context);
  const auto& lambda = fixture.state().lambda.tensors();
  const bool sees = depends_on(fixture.loss(LossKind::validation, fixture.validation_batch(0)), lambda);
  const bool tells = fixture.state().traits.validation_sees_lambda;
  expect(tells || !sees,
         "validation_loss() depends on the meta-parameters, but traits() say that it does not: return "
         "{.validation_sees_lambda = true}, or ∂ℓ_V/∂λ is lost");
  if (tells && !sees) {
    context.warnings.push_back("traits() say that the validation loss sees the meta-parameters, but it does not");
  }
}

void predicts(TaskFixture& fixture, Predictor& predictor) {
  const auto names = predictor.prediction_inputs();
  expect(!names.empty(), "prediction_inputs() is empty; name the tensors that predict() reads");
  const auto batch = fixture.validation_batch(0);
  Batch inputs;
  for (const auto& name : names) {
    expect(batch.contains(name), "prediction_inputs() names '" + name + "', which is not in the validation batches");
    inputs.set(name, batch[name]);
  }
  const torch::NoGradGuard no_grad;
  fixture.state().modules.save();
  fixture.task().model()->eval();
  const auto prediction = predictor.predict(inputs);
  fixture.state().modules.restore();
  expect(prediction.defined() && prediction.dim() > 0, "predict() does not return a tensor of predictions");
  expect(torch::isfinite(prediction).all().item<bool>(), "predict() of the initial model is not finite");
}

void shows_lambda(MetaParameterPictures& task) {
  const torch::NoGradGuard no_grad;
  for (const auto& picture : task.meta_parameter_pictures()) {
    const auto of = "the picture '" + picture.name + "' ";
    expect(!picture.name.empty(), "a picture has no name");
    expect(!picture.y.empty(), of + "has no values");
    expect(picture.x.empty() || picture.x.size() == picture.y.size(), of + "has different numbers of x and y");
    expect(picture.labels.empty() || picture.labels.size() == picture.y.size(),
           of + "has different numbers of labels and y");
    expect(std::is_sorted(picture.x.begin(), picture.x.end()), of + "has x that are not in ascending order");
  }
}

void can_be_pretrained(TaskFixture& fixture, Pretrainable& task, RandomKey key) {
  std::unique_ptr<Pretraining> pretraining;
  try {
    pretraining = task.pretraining(fixture.backbone(), key);
  } catch (const Error&) {
    return;  // refuses the fixture's backbone
  }
  if (!pretraining) return;
  expect(pretraining->model() != nullptr, "the pre-training's model() is null");
  expect(!pretraining->identity().empty(),
         "the pre-training's identity() is empty: it determines whose weights may be reused");
  move_module(*pretraining->model(), fixture.device(), torch::kFloat32);
  const GlobalGeneratorGuard layers(key, fixture.device());
  const auto loss = pretraining->loss(0);
  expect(loss.defined() && loss.dim() == 0 && std::isfinite(loss.item<double>()),
         "the pre-training's loss is not a finite scalar");
  expect(depends_on(loss, pretraining->model()->parameters()),
         "the gradient of the pre-training's loss does not reach any parameter");
}

void names_its_files(const RunFiles& task) {
  const auto files = task.run_files();
  for (const auto& file : files) {
    expect(is_task_file_name(file.name),
           "run_files() has the name '" + file.name + "': use letters, digits, '_', '-' and '.', not first");
  }
  const auto again = task.run_files();
  expect(std::equal(files.begin(), files.end(), again.begin(), again.end(),
                    [](const auto& a, const auto& b) { return a.name == b.name && a.content == b.content; }),
         "run_files() differs from call to call");
}

void keeps_what_its_capabilities_promise(Context& context) {
  TaskFixture fixture(context);
  auto& task = fixture.task();
  if (auto* predictor = dynamic_cast<Predictor*>(&task)) predicts(fixture, *predictor);
  if (auto* pictures = dynamic_cast<MetaParameterPictures*>(&task)) shows_lambda(*pictures);
  if (const auto* files = dynamic_cast<RunFiles*>(&task)) names_its_files(*files);
  if (auto* pretrainable = dynamic_cast<Pretrainable*>(&task)) {
    can_be_pretrained(fixture, *pretrainable, context.key.fold("pretraining"));
  }
}

/// A loss, or the sum of the contributions of `parts` parts, with layers drawn under `key`; restores buffers.
double loss_in_parts(TaskFixture& fixture, LossKind kind, const Batch& batch, std::int64_t parts, RandomKey key) {
  const torch::NoGradGuard no_grad;
  const GlobalGeneratorGuard layers(key, fixture.device());
  auto& state = fixture.state();
  state.modules.save();
  double sum = 0;
  for (const auto& part : batch.divided(parts)) {
    const auto loss = parts == 1 ? state.loss(kind, batch) : state.divisible->partial_loss(part, batch, kind);
    sum += scalar_loss(loss, "partial_loss()").item<double>();
  }
  state.modules.restore();
  return sum;
}

void adds_up_its_parts(Context& context) {
  TaskFixture fixture(context, torch::kFloat64);
  auto& state = fixture.state();
  if (!state.divisible) throw Skip("it does not derive from DivisibleLosses");
  for (const auto kind : {LossKind::training, LossKind::validation}) {
    const bool training = kind == LossKind::training;
    if (training && state.after_network) continue;  // the host divides at the terms
    const auto batch = training ? fixture.training_batch(0) : fixture.validation_batch(0);
    const auto whole = loss_in_parts(fixture, kind, batch, 1, context.key);
    if (whole != loss_in_parts(fixture, kind, batch, 1, context.key.fold("other draws"))) continue;  // dropout
    const auto sum = loss_in_parts(fixture, kind, batch, 2, context.key);
    expect(
        std::abs(sum - whole) <= 1e-9 * std::abs(whole) + 1e-12,
        fmt::format("the contributions of two parts of a {} batch add up to {}, its loss is {}: write partial_loss(), "
                    "or do not derive from DivisibleLosses",
                    training ? "training" : "validation", sum, whole));
  }
}

}  // namespace

std::vector<Check> task_capability_checks() {
  return {
      {"task/divisible", Level::contract, "The contributions of the parts of a batch add up to its loss.",
       adds_up_its_parts},
      {"task/traits", Level::contract, "The validation loss depends on λ directly only if traits() say so.",
       has_the_traits_it_tells},
      {"task/capabilities", Level::contract,
       "Predictions, pictures, files and pre-training meet the contracts of the interfaces that the task implements.",
       keeps_what_its_capabilities_promise},
  };
}

}  // namespace evograd::host::check
