// Checks of the optional interfaces of a task.

#include <torch/autograd.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/predictor.hpp"
#include "evograd/pretraining.hpp"
#include "framework/check/fixtures/task_fixture.hpp"
#include "framework/check/suites/suites.hpp"

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
  const GlobalGeneratorGuard layers(key, torch::kCPU);
  const auto loss = pretraining->loss(0);
  expect(loss.defined() && loss.dim() == 0 && std::isfinite(loss.item<double>()),
         "the pre-training's loss is not a finite scalar");
  expect(depends_on(loss, pretraining->model()->parameters()),
         "the gradient of the pre-training's loss does not reach any parameter");
}

void keeps_what_its_capabilities_promise(Context& context) {
  TaskFixture fixture(context);
  auto& task = fixture.task();
  if (auto* predictor = dynamic_cast<Predictor*>(&task)) predicts(fixture, *predictor);
  if (auto* pictures = dynamic_cast<MetaParameterPictures*>(&task)) shows_lambda(*pictures);
  if (auto* pretrainable = dynamic_cast<Pretrainable*>(&task)) {
    can_be_pretrained(fixture, *pretrainable, context.key.fold("pretraining"));
  }
}

}  // namespace

std::vector<Check> task_capability_checks() {
  return {
      {"task/traits", Level::contract, "The validation loss depends on λ directly only if traits() say so.",
       has_the_traits_it_tells},
      {"task/capabilities", Level::contract,
       "Predictions, pictures and pre-training meet the contracts of the interfaces that the task implements.",
       keeps_what_its_capabilities_promise},
  };
}

}  // namespace evograd::host::check
