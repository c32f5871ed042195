#include "evograd/training_state.hpp"

#include <utility>

namespace evograd {
TrainingState::TrainingState(Task& trained, torch::MemoryFormat memory_format)
    : task(trained),
      traits(trained.traits()),
      after_network(dynamic_cast<AfterNetwork*>(&trained)),
      head_split(dynamic_cast<HeadSplit*>(&trained)),
      divisible(dynamic_cast<DivisibleLosses*>(&trained)),
      format(memory_format),
      theta(task.model(), memory_format),
      lambda(task.meta_model()),
      modules({task.model(), task.meta_model()}) {
  task.model()->train();
  task.meta_model()->train();
}

FullPrecision::FullPrecision(TrainingState& state)
    : state_(state), before_(std::exchange(state.autocast, std::nullopt)) {}

FullPrecision::~FullPrecision() { state_.autocast = before_; }

LayerScope::LayerScope(TrainingState& state, RandomKey key)
    : state_(state), before_(std::exchange(state.layers, key)), generator_(key, state.theta.values().device()) {}

LayerScope::~LayerScope() { state_.layers = before_; }

AloneScope::AloneScope(TrainingState& state) : state_(state), group_(std::exchange(state.group, nullptr)) {}

AloneScope::~AloneScope() { state_.group = group_; }

StepBatches make_batches(TrainingState& state, const StepRequest& request) {
  const auto moved = [&](const Batch& batch) {
    const auto& values = state.theta.values();
    return batch.to(values.device(), values.scalar_type(), state.format);
  };
  StepBatches made;
  for (std::int64_t i = 0; i < request.training_batches; ++i) {
    made.training.push_back(moved(state.task.training_batch(request.step, i)));
  }
  if (request.validation) made.validation = moved(state.task.validation_batch(request.step));
  return made;
}

BilevelStep make_step(TrainingState& state, const StepRequest& request) {
  return make_step(request, make_batches(state, request));
}

BilevelStep make_step(const StepRequest& request, StepBatches batches) {
  BilevelStep made;
  made.training = std::move(batches.training);
  made.validation = std::move(batches.validation);
  made.base_learning_rate = request.base_learning_rate;
  made.relative_rates = request.relative_rates;
  made.step = request.step;
  made.run = request.run;
  made.randomness = request.run.fold("step").fold(static_cast<std::uint64_t>(request.step));
  return made;
}

}  // namespace evograd
