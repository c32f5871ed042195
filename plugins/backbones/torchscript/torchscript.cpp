#include "torchscript.hpp"

#include <ATen/Context.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/script.h>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/random.hpp"
#include "example_script.hpp"
#include "networks/input_shape.hpp"
#include "script_failure.hpp"
#include "script_file.hpp"

namespace backbones {
namespace {

constexpr std::int64_t probed_examples = 2;

std::string described(const torch::Tensor& input) {
  return "a batch of shape " + networks::shape_text(input.sizes().vec()) + ", " +
         std::string(c10::toString(input.scalar_type()));
}

/// The script's own floating-point type, for inputs before any conversion.
torch::Dtype floating_type(const torch::nn::Module& module) {
  for (const auto& parameter : module.parameters()) {
    if (parameter.is_floating_point()) return parameter.scalar_type();
  }
  return torch::kFloat32;
}

/// LibTorch's reason without the list of all backends that it has for an operator.
std::string first_sentence(const std::string& reason) {
  const auto end = reason.find(" This could be because");
  return end == std::string::npos ? reason : reason.substr(0, end);
}

bool same_numbers(const torch::Tensor& a, const torch::Tensor& b) {
  return torch::equal(a, b) || (a.is_floating_point() && torch::allclose(a, b, 0, 0, /*equal_nan=*/true));
}

}  // namespace

Schema<TorchScriptOptions> TorchScriptOptions::schema() {
  return {{"file", &TorchScriptOptions::file, path(),
           "the model file written by torch.jit.save, relative to the manifest; required without example"},
          {"example", &TorchScriptOptions::example, any_value(),
           "in place of a file, a small network that is scripted for the task's input, to try the backbone out"}};
}

TorchScript::TorchScript(const Options& options, const InputSpecification& input)
    : file_(options.example ? "the example script" : options.file) {
  if (options.example && !options.file.empty()) {
    throw Error("backbone 'torchscript'", "'file' is given and 'example' is true", "remove one of them");
  }
  if (file_.empty()) {
    throw Error("backbone 'torchscript'", "'file' is not given",
                "set it to a model file written by torch.jit.save, or try the backbone out with example = true");
  }
  script_ = options.example ? example_script(input) : load_script(file_);
  input_shape_ = input.shape;
  tensors_ = std::make_unique<ScriptTensors>(*this, *script_, file_);
  find_feature_shape(input);
  train(true);
  if (!parameters().empty()) return;
  logging::warning(file_ +
                   ": has no parameters, so nothing in it is trained: torch.jit.freeze() and "
                   "torch.jit.optimize_for_inference() turn parameters into constants\n  help: save the model before "
                   "freezing it: torch.jit.save(torch.jit.script(model), \"model.pt\")");
}

TorchScript::~TorchScript() = default;

void TorchScript::train(bool on) {
  Module::train(on);
  set_training(*script_, on);
}

void TorchScript::find_feature_shape(const InputSpecification& input) {
  train(false);
  const torch::NoGradGuard no_grad;
  const GlobalGeneratorGuard generator(RandomKey(0), torch::kCPU);
  auto shape = input.shape;
  shape.insert(shape.begin(), probed_examples);
  const auto zeros = torch::zeros(shape, input.vocabulary > 0 ? torch::kInt64 : floating_type(*this));
  const auto names = named_buffers();
  std::vector<torch::Tensor> before;
  for (const auto& buffer : names) before.push_back(buffer.value().clone());
  const auto random = at::globalContext().defaultGenerator(torch::kCPU);
  const auto random_before = random.get_state();

  const auto features = first_features(zeros);
  // A trace made in training mode has no evaluation mode: dropout and batch statistics would act in evaluations too.
  const auto help = "trace the model after model.eval(), or script it: a script supports both modes";
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (same_numbers(names[i].value(), before[i])) continue;
    throw Error(file_, "its forward() changes the buffer '" + names[i].key() + "' in evaluation mode", help);
  }
  if (!torch::equal(random.get_state(), random_before)) {
    throw Error(file_, "its forward() draws random numbers in evaluation mode", help);
  }
  if (features.dim() < 2) {
    throw Error(file_,
                "returns one number per example, features of shape " + networks::shape_text(features.sizes().vec()),
                "features need another dimension besides the batch dimension: use unsqueeze(1)");
  }
  feature_shape_ = features.sizes().slice(1).vec();
}

/// The features of `zeros`; finds out whether a failure is due to the number of examples.
torch::Tensor TorchScript::first_features(const torch::Tensor& zeros) {
  std::string cause;
  try {
    return run(zeros, Stage::first_run);
  } catch (const Error& failure) {
    if (!is_about_shapes(failure.cause())) throw;
    cause = failure.cause();
    try {
      run(zeros.narrow(0, 0, 1), Stage::first_run);
    } catch (const Error&) {
      throw failure;
    }
  }
  throw Error(
      file_, "accepts one example, but not two: it " + cause,
      "a number of examples is written into the model, as in traces: use flatten(1) and x.size(0), or script it");
}

torch::Tensor TorchScript::forward(const torch::Tensor& input, Tap&) {
  const bool known = input.sizes().slice(1) == torch::IntArrayRef(input_shape_);
  return run(input, known ? Stage::training : Stage::first_run);
}

torch::Tensor TorchScript::run(const torch::Tensor& input, Stage stage) {
  // The optimizing executor profiles two passes and then fuses operators: the bits change, and its own gradient
  // formulas need not be differentiable again.
  const torch::jit::GraphOptimizerEnabledGuard plain(false);
  const auto version = input._version();
  c10::IValue output;
  try {
    output = script_->forward({input});
  } catch (const std::exception& failure) {
    tensors_->drop_assigned();
    const auto reason = reason_of(failure);
    throw Error(file_, "fails for " + described(input) + ": " + first_sentence(reason),
                script_help(reason, stage, !input.is_floating_point()));
  }
  tensors_->keep_assigned();
  if (input._version() != version) {
    throw Error(file_, "its forward() overwrites its input", "work on a copy: x = x - mean, not x -= mean");
  }
  if (!output.isTensor()) {
    throw Error(file_, "its forward() returns " + described_result(output) + ", not a tensor", result_help(output));
  }
  auto features = output.toTensor();
  if (!features.is_floating_point()) {
    throw Error(file_, "returns features of type " + std::string(c10::toString(features.scalar_type())),
                "features must be floating-point numbers");
  }
  if (features.dim() < 1 || features.size(0) != input.size(0)) {
    throw Error(
        file_, "returns features of shape " + networks::shape_text(features.sizes().vec()) + " for " + described(input),
        "the first dimension of features is the batch dimension; a trace must not fix its size");
  }
  return features;
}

}  // namespace backbones
