#include "framework/checkpoint/training_tensors.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <set>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"
#include "framework/tensors/named_tensors.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t kNamed = 5;  // mismatched tensors that a message lists

/// Views of `flat` under the names of its parameters.
void add_views(const std::string& prefix, const FlatLayout& layout, const torch::Tensor& flat, NamedTensors& all) {
  for (const auto& segment : layout.segments()) all.emplace_back(prefix + segment.name, layout.view(flat, segment));
}

/// A module's parameters that are not in the flat vector, and its buffers.
void add_others(const std::string& prefix, FlatParameters& flat, NamedTensors& all) {
  const auto& trained = flat.tensors();
  for (const auto& item : flat.module().named_parameters()) {
    const auto is_this = [&](const torch::Tensor& tensor) { return tensor.is_same(item.value()); };
    if (!item.value().defined() || std::any_of(trained.begin(), trained.end(), is_this)) continue;
    all.emplace_back(prefix + "fixed." + item.key(), item.value());
  }
  for (const auto& item : flat.module().named_buffers()) {
    if (item.value().defined()) all.emplace_back(prefix + "buffer." + item.key(), item.value());
  }
}

NamedTensors network_tensors(Trainer& trainer) {
  auto& state = trainer.state();
  NamedTensors all;
  add_views("theta.", state.theta.layout(), state.theta.values(), all);
  add_views("lambda.", state.lambda.layout(), state.lambda.values(), all);
  add_others("model.", state.theta, all);
  add_others("meta_model.", state.lambda, all);
  return all;
}

void add_optimizer(const std::string& role, const FlatOptimizer& optimizer, const FlatLayout& layout,
                   Checkpoint& checkpoint) {
  const auto state = optimizer.state();
  Json moments = Json::array();
  for (const auto& [name, values] : state.moments) {
    moments.push_back(name);
    add_views(role + "." + name + ".", layout, values, checkpoint.tensors);
  }
  checkpoint.state[role] = {{"kind", optimizer.kind()}, {"steps", state.steps}, {"moments", moments}};
}

constexpr const char* kState = "estimator_state";

/// Passes each piece of a state tensor to `visit`: its name and, for tensors that belong to θ or λ, the part of one
/// parameter, [rows.., shape..], so that the file does not depend on the layout.
template <class Visit>
void for_each_piece(Trainer& trainer, EstimatorState::Entry& entry, const Visit& visit) {
  const auto prefix = std::string(kState) + "." + entry.declaration.name;
  if (entry.declaration.of == StateOf::numbers) return visit(prefix, entry.tensor);
  auto& state = trainer.state();
  const auto& layout = (entry.declaration.of == StateOf::theta ? state.theta : state.lambda).layout();
  auto rows = entry.tensor.view({-1, layout.size()});
  for (const auto& segment : layout.segments()) {
    std::vector<std::int64_t> shape{rows.size(0)}, strides{rows.stride(0)};
    shape.insert(shape.end(), segment.shape.begin(), segment.shape.end());
    strides.insert(strides.end(), segment.strides.begin(), segment.strides.end());
    auto piece = rows.as_strided(shape, strides, rows.storage_offset() + segment.offset);
    visit(prefix + "." + segment.name, piece);
  }
}

void add_estimator_state(Trainer& trainer, Checkpoint& checkpoint) {
  auto& state = trainer.estimator_state();
  checkpoint.state[kState] = {{"used", !state.is_new()}};
  for (auto& entry : state.entries()) {
    for_each_piece(trainer, entry, [&](const std::string& name, const torch::Tensor& piece) {
      checkpoint.tensors.emplace_back(name, piece);
    });
  }
}

using Stored = std::map<std::string, torch::Tensor>;

/// Lists the problems: for each of `wanted`, what is wrong with the stored tensor; and stored network tensors that are
/// not wanted.
void require_fit(const NamedTensors& wanted, const Stored& stored, const std::filesystem::path& file) {
  std::vector<std::string> wrong;
  std::set<std::string> known;
  for (const auto& [name, tensor] : wanted) {
    known.insert(name);
    const auto there = stored.find(name);
    if (there == stored.end()) {
      wrong.push_back("'" + name + "' is missing");
    } else if (there->second.sizes() != tensor.sizes()) {
      wrong.push_back(fmt::format("'{}' is {}, not {}", name, shape_text(there->second), shape_text(tensor)));
    }
  }
  for (const auto& [name, tensor] : stored) {
    const bool of_network = name.starts_with("theta.") || name.starts_with("lambda.") || name.starts_with("model.") ||
                            name.starts_with("meta_model.");
    if (of_network && !known.contains(name)) wrong.push_back("'" + name + "' is unexpected");
  }
  if (wrong.empty()) return;
  throw Error(file.string(), "contains a different network: " + comma_separated(std::move(wrong), kNamed),
              "resume with the task and backbone of the checkpoint, or start a new run");
}

/// The flat vector whose parts are stored under `prefix`; undefined if a part is missing or has the wrong shape.
torch::Tensor packed(const std::string& prefix, const FlatParameters& parameters, const Stored& stored) {
  std::vector<torch::Tensor> parts;
  for (const auto& segment : parameters.layout().segments()) {
    const auto there = stored.find(prefix + segment.name);
    if (there == stored.end() || there->second.sizes() != torch::IntArrayRef(segment.shape)) return {};
    parts.push_back(there->second);
  }
  return parameters.layout().pack(parts, parameters.values().options().requires_grad(false));
}

void restore_optimizer(const std::string& role, FlatOptimizer& optimizer, const FlatParameters& parameters,
                       const Json& state, const Stored& stored) {
  if (state.at(role).at("kind") != optimizer.kind()) {
    logging::warning("[" + role + "] differs in kind from the checkpoint's and starts with a new optimizer state");
    return;
  }
  OptimizerState restored{.steps = state.at(role).at("steps").get<std::int64_t>()};
  for (const auto& name : state.at(role).at("moments")) {
    const auto word = name.get<std::string>();
    restored.moments.emplace_back(word, packed(role + "." + word + ".", parameters, stored));
    if (!restored.moments.back().second.defined()) throw Error(role, "its '" + word + "' is not in the checkpoint");
  }
  optimizer.restore(restored);
}

/// Restores the estimator's state completely or, if the estimator keeps other tensors than the checkpoint's did, not at
/// all, with a warning.
void restore_estimator_state(Trainer& trainer, const Json& state, const Stored& stored) {
  if (!state.contains(kState) || !state.at(kState).at("used").get<bool>()) return;
  auto& kept = trainer.estimator_state();
  bool fits = true;
  for (auto& entry : kept.entries()) {
    for_each_piece(trainer, entry, [&](const std::string& name, const torch::Tensor& piece) {
      const auto there = stored.find(name);
      fits = fits && there != stored.end() && there->second.sizes() == piece.sizes();
    });
  }
  if (!fits) {
    logging::warning(
        "[estimator] keeps other state tensors than the checkpoint's estimator and starts with a new state");
    return;
  }
  for (auto& entry : kept.entries()) {
    for_each_piece(trainer, entry, [&](const std::string& name, torch::Tensor piece) { piece.copy_(stored.at(name)); });
  }
  kept.mark_used();
}

}  // namespace

void save_training(Trainer& trainer, Checkpoint& checkpoint) {
  checkpoint.state["step"] = trainer.steps_taken();
  checkpoint.tensors = network_tensors(trainer);
  add_optimizer("base_optimizer", trainer.base_optimizer(), trainer.state().theta.layout(), checkpoint);
  add_optimizer("meta_optimizer", trainer.meta_optimizer(), trainer.state().lambda.layout(), checkpoint);
  add_estimator_state(trainer, checkpoint);
}

void restore_training(Trainer& trainer, const Checkpoint& checkpoint, const std::filesystem::path& file) {
  const torch::NoGradGuard no_grad;
  const Stored stored(checkpoint.tensors.begin(), checkpoint.tensors.end());
  auto wanted = network_tensors(trainer);
  require_fit(wanted, stored, file);
  auto& state = trainer.state();
  // The optimizers first: creating their state moves the parameters, which are then restored.
  restore_optimizer("base_optimizer", trainer.base_optimizer(), state.theta, checkpoint.state, stored);
  restore_optimizer("meta_optimizer", trainer.meta_optimizer(), state.lambda, checkpoint.state, stored);
  restore_estimator_state(trainer, checkpoint.state, stored);
  for (auto& [name, tensor] : wanted) tensor.detach().copy_(stored.at(name));
  trainer.resume_after(checkpoint.state.at("step").get<std::int64_t>());
}

}  // namespace evograd::host
