#include "framework/run/execute_run.hpp"

#include <iomanip>
#include <ostream>
#include <sstream>

#include "evograd/error.hpp"
#include "evograd/flat_vector.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/plugin/stamp.hpp"
#include "framework/probe/probe_recorder.hpp"
#include "framework/run/progress.hpp"
#include "framework/run/reason.hpp"
#include "framework/run/run_result.hpp"
#include "framework/run/session.hpp"

namespace evograd::host {
namespace {

Json object(const Metrics& numbers) {
  Json made = Json::object();
  for (const auto& [name, value] : numbers) made[name] = value;
  return made;
}

Json what_was_run(const ResolvedManifest& manifest) {
  Json plugins = Json::array();
  for (const auto& plugin : manifest.plugins) {
    plugins.push_back({{"name", plugin.name},
                       {"version", plugin.version},
                       {"file", plugin.file.string()},
                       {"sha256", plugin.sha256},
                       {"stamp", plugin.stamp}});
  }
  return {{"name", manifest.name},
          {"seed", manifest.seed},
          {"task", manifest.task.entry->name},
          {"backbone", manifest.backbone.entry->name},
          {"estimator", manifest.estimator.entry->name},
          {"steps", manifest.run.options.steps},
          {"host", {{"sdk", to_string(host_stamp().sdk)}, {"torch", to_string(host_stamp().torch)}}},
          {"plugins", plugins}};
}

std::string metrics_line(std::int64_t step, const Metrics& metrics) {
  std::ostringstream text;
  text << "step " << step;
  for (const auto& [name, value] : metrics) text << "  " << name << " " << std::setprecision(4) << value;
  return text.str();
}

Json step_line(const StepReport& report, double seconds) {
  Json line = {{"step", report.step + 1},
               {"seconds", seconds},
               {"training_loss", report.training_loss},
               {"base_learning_rate", report.base_learning_rate}};
  if (report.meta_updated) {
    line["meta_gradient_norm"] = report.meta_gradient_norm;
    line["estimator_passes"] = report.passes.in_forwards();
    if (!report.lambda.empty()) {
      line["lambda"] = report.lambda;
      line["meta_gradient"] = report.meta_gradient;
    }
    line["estimator"] = object(report.estimator_log);
  }
  return line;
}

/// Trains to the end and returns the run's result.
RunResult train(const ResolvedManifest& manifest, Session& session, RunFolder& folder, Progress& progress,
                Json& summary) {
  const auto& options = manifest.run.options;
  auto& trainer = session.trainer();
  ProbeRecorder probes(manifest.probe.options, trainer, session.memory(),
                       [&](const Json& line) { folder.append_metrics(line); });
  const auto lambda_at_start = trainer.state().lambda.values().clone();
  RunResult result(session.task().selection_name());
  double training_seconds = 0;
  double batch_seconds = 0;
  for (std::int64_t step = 1; step <= options.steps; ++step) {
    const double before = progress.seconds();
    const auto report = trainer.step();
    training_seconds += progress.seconds() - before;
    batch_seconds += report.batch_seconds;
    progress.step(step, report.training_loss);
    if (step % options.log_every == 0 || step == 1) folder.append_metrics(step_line(report, progress.seconds()));
    if (step % options.evaluate_every == 0 || step == options.steps) {
      const auto metrics = trainer.evaluate();
      result.offer(step, metrics);
      progress.line(metrics_line(step, metrics));
      folder.append_metrics({{"step", step}, {"seconds", progress.seconds()}, {"evaluation", object(metrics)}});
    }
    summary["steps_taken"] = step;
    summary["ms_per_step"] = 1000 * (training_seconds - probes.seconds()) / static_cast<double>(step);
  }
  summary["batch_wait_share"] = batch_seconds / (training_seconds - probes.seconds());
  summary["probe"] = probes.summary();
  summary["peak_bytes"] = probes.peak_bytes();
  summary["lambda_distance"] = flat_norm(trainer.state().lambda.values() - lambda_at_start);
  return result;
}

}  // namespace

Json execute_run(const ResolvedManifest& manifest, const std::filesystem::path& output_folder, std::ostream& out,
                 bool interactive) {
  const auto& options = manifest.run.options;
  RunFolder folder(output_folder, to_toml(manifest, /*with_origin_comments=*/true));
  Json summary = what_was_run(manifest);
  summary["status"] = "failed";
  Progress progress(out, options.steps, interactive);
  try {
    progress.line(manifest.name + ": " + manifest.estimator.entry->name + " with " + manifest.task.entry->name +
                  " and " + manifest.backbone.entry->name + ", " + std::to_string(options.steps) + " steps, seed " +
                  std::to_string(manifest.seed));
    Session session(manifest, [&](const std::string& text) { progress.line(text); });
    if (const auto& pretrained = session.pretrained()) {
      summary["pretraining"] = {
          {"file", pretrained->file.string()}, {"identity", pretrained->identity}, {"trained", pretrained->trained}};
    }
    session.memory().reset_peak();
    const auto result = train(manifest, session, folder, progress, summary);
    if (!result.selection().empty()) progress.line("selected: " + metrics_line(result.step(), result.metrics()));
    summary["status"] = "finished";
    summary["score_name"] = session.task().score_name();
    summary["metrics"] = object(result.metrics());
    summary["metrics_step"] = result.step();
    if (!result.selection().empty()) summary["selected_by"] = result.selection();
    summary["seconds"] = progress.seconds();
  } catch (const std::exception& error) {
    summary["error"] = reason(error);
    folder.write_summary(summary);
    throw;
  }
  folder.write_summary(summary);
  progress.line("finished in " + duration(progress.seconds()) + ", results in " + folder.path().string());
  return summary;
}

}  // namespace evograd::host
