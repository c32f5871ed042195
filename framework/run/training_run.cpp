#include "framework/run/training_run.hpp"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/flat_vector.hpp"
#include "evograd/logging.hpp"
#include "framework/checkpoint/manifest_differences.hpp"
#include "framework/checkpoint/training_tensors.hpp"
#include "framework/run/metrics_text.hpp"
#include "framework/run/step_end.hpp"

namespace evograd::host {
namespace {

constexpr const char* kLambdaAtStart = "start.lambda";

StepMetrics metrics_of(const StepReport& report) {
  StepMetrics metrics{.training_loss = report.training_loss, .base_learning_rate = report.base_learning_rate};
  if (report.meta_updated) {
    metrics.meta_gradient_norm = report.meta_gradient_norm;
    metrics.estimator_passes = report.passes.in_forwards();
    metrics.lambda = {report.lambda.begin(), report.lambda.end()};
    metrics.meta_gradient = {report.meta_gradient.begin(), report.meta_gradient.end()};
    metrics.estimator = {report.estimator_log.begin(), report.estimator_log.end()};
  }
  return metrics;
}

}  // namespace

TrainingRun::TrainingRun(const ResolvedManifest& manifest, Session& session, RunFolder& folder, RunClock& clock,
                         const RunLog& log, Json history, Team* team)
    : manifest_(manifest),
      session_(session),
      folder_(folder),
      clock_(clock),
      log_(log),
      history_(std::move(history)),
      checkpoints_(folder.path() / RunFolder::kCheckpoints),
      probes_(manifest.probe.options, session.trainer(), session.memory(),
              [this](std::int64_t step, const ProbeMetrics& metrics) { append(step, metrics); }),
      result_(session.trainer().state().traits.selection),
      lambda_at_start_(session.trainer().state().lambda.values().clone()),
      team_(team),
      lockstep_(team, session.trainer()) {
  lockstep_.begin();
}

void TrainingRun::resume(const FoundCheckpoint& found) try {
  const auto& [file, checkpoint] = found;
  restore_training(session_.trainer(), checkpoint, file);
  for (const auto& [name, tensor] : checkpoint.tensors) {
    if (name == kLambdaAtStart && tensor.sizes() == lambda_at_start_.sizes()) lambda_at_start_.copy_(tensor);
  }
  const auto& state = checkpoint.state;
  result_.restore(state.at("result"));
  probes_.restore(state.at("probe"));
  seconds_.restore(state.at("time"));
  training_seconds_ = state.at("training_seconds").get<double>();
  // It is from a later step, which this run will reach again unless its manifest was changed.
  const auto best = checkpoints_.best();
  if (best && best->checkpoint.state.at("step") != result_.step()) checkpoints_.remove_best();
} catch (const Json::exception& error) {
  throw Error(found.file.string(), std::string("lacks data that is needed to resume: ") + error.what(),
              "it was written by another version of this program; start a new run");
}

bool TrainingRun::train(const std::function<bool()>& stop) {
  const auto& options = manifest_.run.options;
  Progress progress("training", options.steps, "steps", steps_taken());
  while (steps_taken() < options.steps) {
    const auto sent = team_ ? team_->bytes_sent() : 0;
    if (lockstep_.any_stops(stop())) {
      write_checkpoint();
      lockstep_.rejoin();
      return false;
    }
    step(progress);
    if (team_) traffic_.add_step(team_->bytes_sent() - sent);
    const auto [evaluates, saves] = step_end(manifest_, steps_taken());
    if (evaluates) evaluate();
    if (saves) write_checkpoint();
    if (evaluates || saves) lockstep_.rejoin();
  }
  return true;
}

void TrainingRun::step(Progress& progress) {
  const double before = clock_.seconds();
  const double probed_before = probes_.seconds();
  const auto report = session_.trainer().step();
  training_seconds_ += clock_.seconds() - before;
  const double probed = probes_.seconds() - probed_before;
  seconds_.batches += report.batch_seconds;
  seconds_.meta_update += report.meta_seconds - probed;
  seconds_.base_update += report.base_seconds;
  seconds_.probe += probed;
  progress.note([&] { return fmt::format("loss {:.4f}", report.training_loss.value()); });
  progress.advance();
  logging::write(logging::Level::trace,
                 [&] { return fmt::format("step {}  loss {}", steps_taken(), report.training_loss.value()); });
  if (steps_taken() % manifest_.run.options.log_every == 0 || steps_taken() == 1) {
    session_.trainer().require_finite();
    append(report.step + 1, metrics_of(report));
  }
}

void TrainingRun::evaluate() {
  const double before = clock_.seconds();
  const auto step = steps_taken();
  const auto metrics = session_.trainer().evaluate();
  result_.offer(step, metrics);
  logging::info(metrics_text(step, metrics));
  append(step, EvaluationMetrics{metrics});
  auto pictures = session_.trainer().meta_parameter_pictures();
  if (!pictures.empty()) append(step, MetaParameterMetrics{std::move(pictures)});
  seconds_.evaluation += clock_.seconds() - before;
  const bool best = !result_.selection().empty() && result_.step() == step;
  if (session_.trainer().saves_together()) lockstep_.decided(best);
  if (best) write([&] { checkpoints_.write_best(checkpoint()); });
}

void TrainingRun::append(std::int64_t step, AnyMetrics metrics) {
  folder_.append_metrics({.step = step, .what = std::move(metrics), .seconds = clock_.seconds()});
}

Checkpoint TrainingRun::checkpoint() {
  session_.trainer().require_finite();
  Checkpoint checkpoint;
  save_training(session_.trainer(), checkpoint);
  checkpoint.tensors.emplace_back(kLambdaAtStart, lambda_at_start_);
  auto& state = checkpoint.state;
  state["manifest"] = manifest_values(manifest_);
  state["result"] = result_.state();
  state["probe"] = probes_.state();
  state["time"] = seconds_.json();
  state["training_seconds"] = training_seconds_;
  state["seconds"] = clock_.seconds();
  state["metrics"] = folder_.metric_sizes();
  state["threads"] = at::get_num_threads();
  state["history"] = history_;
  state["warnings"] = log_.warnings();
  return checkpoint;
}

void TrainingRun::write_checkpoint() {
  write([&] { checkpoints_.write(steps_taken(), checkpoint(), manifest_.checkpoint.options.keep); });
  logging::debug(fmt::format("checkpoint written after step {}", steps_taken()));
}

void TrainingRun::write(const std::function<void()>& checkpoint) {
  const double before = clock_.seconds();
  checkpoint();
  seconds_.checkpoint += clock_.seconds() - before;
}

void TrainingRun::describe(Json& summary) {
  const double stepping = training_seconds_ - probes_.seconds();
  summary["steps_taken"] = steps_taken();
  summary["ms_per_step"] = 1000 * stepping / static_cast<double>(std::max<std::int64_t>(steps_taken(), 1));
  summary["batch_wait_share"] = stepping > 0 ? seconds_.batches / stepping : 0;
  if (team_) summary["distributed"] = {{"processes", team_->size()}, {"bytes_sent_per_step", traffic_.per_step()}};
  summary["time"] = seconds_.json();
  summary["probe"] = probes_.summary();
  summary["peak_bytes"] = probes_.peak_bytes();
  summary["lambda_distance"] = flat_norm(session_.trainer().state().lambda.values() - lambda_at_start_);
}

}  // namespace evograd::host
