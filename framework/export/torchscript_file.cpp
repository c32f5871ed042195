#include "framework/export/torchscript_file.hpp"

#include <fmt/ranges.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/script.h>

#include <sstream>
#include <vector>

#include "evograd/predictor.hpp"
#include "framework/errors/reason.hpp"
#include "framework/files/write_durably.hpp"

namespace evograd::host {
namespace {

using torch::jit::Stack;

/// The two sides sum in a different order if LibTorch fuses or lays out differently; a wrong constant causes a far
/// larger error.
constexpr double kTolerance = 1e-4;

std::vector<std::string> parts_of(const std::string& name) {
  std::vector<std::string> parts;
  std::istringstream stream(name);
  for (std::string part; std::getline(stream, part, '.');) parts.push_back(part);
  return parts;
}

/// The module at the end of `parts` without the last; missing modules are created on the way.
torch::jit::Module parent_of(torch::jit::Module module, const std::vector<std::string>& parts) {
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (!module.hasattr(parts[i])) module.register_module(parts[i], torch::jit::Module("Part_" + parts[i]));
    module = module.attr(parts[i]).toModule();
  }
  return module;
}

/// A module whose attributes are the same tensors as `network`'s, so that the tracer recognises them when they are
/// used.
torch::jit::Module module_of(const torch::nn::Module& network) {
  torch::jit::Module module("Network");
  for (const auto& item : network.named_parameters()) {
    const auto parts = parts_of(item.key());
    parent_of(module, parts).register_parameter(parts.back(), item.value(), /*is_buffer=*/false);
  }
  for (const auto& item : network.named_buffers()) {
    const auto parts = parts_of(item.key());
    parent_of(module, parts).register_buffer(parts.back(), item.value());
  }
  return module;
}

void give_own_storage(const torch::jit::Module& module) {
  for (const auto& attribute : module.named_attributes(/*recurse=*/true)) {
    if (!attribute.value.isTensor()) continue;
    const auto parts = parts_of(attribute.name);
    const auto& tensor = attribute.value.toTensor();
    parent_of(module, parts).setattr(parts.back(), tensor.detach().clone().set_requires_grad(tensor.requires_grad()));
  }
}

Stack inputs_of(const Batch& batch, const std::vector<std::string>& names) {
  Stack inputs;
  for (const auto& name : names) inputs.emplace_back(batch[name]);
  return inputs;
}

std::vector<std::string> described_inputs(const Batch& batch, const std::vector<std::string>& names) {
  std::vector<std::string> all;
  for (const auto& name : names) {
    std::vector<std::string> lengths{"B"};
    for (const auto length : batch[name].sizes().slice(1)) lengths.push_back(fmt::to_string(length));
    all.push_back(fmt::format("{} [{}]", name, fmt::join(lengths, ", ")));
  }
  return all;
}

Batch half(const Batch& batch, const std::vector<std::string>& names) {
  Batch smaller;
  for (const auto& name : names) {
    smaller.set(name, batch[name].narrow(0, 0, std::max<std::int64_t>(1, batch[name].size(0) / 2)));
  }
  return smaller;
}

torch::jit::Module record(torch::nn::Module& model, Predictor& task, const Batch& batch,
                          const std::vector<std::string>& names) {
  auto module = module_of(model);
  const auto predict = [&](Stack inputs) -> Stack {
    Batch given;
    for (std::size_t i = 0; i < names.size(); ++i) given.set(names[i], inputs[i].toTensor());
    return {task.predict(given)};
  };
  const auto traced = torch::jit::tracer::trace(
      inputs_of(batch, names), predict, [](const torch::autograd::Variable&) { return std::string(); },
      /*strict=*/true, /*force_outplace=*/false, &module, names);
  const c10::QualifiedName name(*module.type()->name(), "forward");
  auto* function = module._ivalue()->compilation_unit()->create_function(name, traced.first->graph);
  module.type()->addMethod(function);
  give_own_storage(module);
  return module;
}

bool same_prediction(torch::jit::Module& module, Predictor& task, const Batch& batch,
                     const std::vector<std::string>& names) {
  const auto expected = task.predict(batch);
  const auto value = module.forward(inputs_of(batch, names)).toTensor();
  return value.sizes() == expected.sizes() && torch::allclose(value, expected, kTolerance, kTolerance);
}

TorchScriptExport try_to_write(const std::filesystem::path& file, Task& task, TrainingState& state) {
  auto* predictor = dynamic_cast<Predictor*>(&task);
  if (!predictor) return {.reason = "the task does not have a network that predicts from one batch"};
  const auto names = predictor->prediction_inputs();
  const auto batch = [&](std::int64_t step) { return make_batches(state, {.step = step}).validation; };
  const auto module = record(*task.model(), *predictor, batch(0), names);
  std::ostringstream bytes;
  module.save(bytes);
  std::istringstream again(bytes.str());
  auto loaded = torch::jit::load(again);
  const auto other = batch(1);
  if (!same_prediction(loaded, *predictor, other, names)) {
    return {.reason = "the traced module gives different numbers than the network on another batch"};
  }
  TorchScriptExport result{.written = true, .inputs = described_inputs(other, names)};
  try {
    result.any_batch_size = same_prediction(loaded, *predictor, half(other, names), names);
  } catch (const std::exception&) {
    result.any_batch_size = false;  // shapes were traced as constants
  }
  write_durably(file, bytes.str());
  return result;
}

}  // namespace

TorchScriptExport write_torchscript(const std::filesystem::path& file, Task& task, Trainer& trainer) {
  const torch::NoGradGuard no_grad;
  auto& modules = trainer.state().modules;
  modules.save();
  TorchScriptExport result;
  try {
    result = try_to_write(file, task, trainer.state());
  } catch (const Error&) {
    modules.restore();
    throw;
  } catch (const std::exception& error) {
    result = {.reason = "LibTorch cannot trace it: " + reason(error)};
  }
  modules.restore();
  return result;
}

}  // namespace evograd::host
