#include "framework/run/execute_run.hpp"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <exception>
#include <optional>
#include <ostream>

#include "evograd/error.hpp"
#include "framework/checkpoint/manifest_differences.hpp"
#include "framework/errors/reason.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/metrics/metric_line.hpp"
#include "framework/run/metrics_text.hpp"
#include "framework/run/run_record.hpp"
#include "framework/run/stop_signals.hpp"
#include "framework/run/training_run.hpp"

namespace evograd::host {
namespace {

/// The checkpoint to resume from, if any; reports checkpoints that cannot be used.
std::optional<FoundCheckpoint> checkpoint_to_resume(const ResolvedManifest& manifest, const RunRequest& request,
                                                    const RunFolder& folder, Progress& progress) {
  const CheckpointFolder checkpoints(folder.path() / RunFolder::kCheckpoints);
  auto found = checkpoints.newest([&](const std::string& why) { progress.line("skipped: " + why); });
  if (!found) {
    if (folder.empty()) return found;
    if (!folder.holds_only_a_run()) {
      throw Error(folder.path().string(), "contains other files but no checkpoint",
                  "specify the folder of a run with --out");
    }
    progress.line("no checkpoint to resume from in " + folder.path().string() + ": starting from step 0");
    checkpoints.set_aside_after(-1);
    return found;
  }
  const auto& state = found->checkpoint.state;
  require_same_manifest(found->file, state.at("manifest"), manifest, request.allowed_changes);
  const auto step = state.at("step").get<std::int64_t>();
  if (step > manifest.run.options.steps) {
    throw Error(found->file.string(),
                fmt::format("was made after {} steps, but [run] steps is {}", step, manifest.run.options.steps),
                "increase steps, or start a new run");
  }
  checkpoints.set_aside_after(step);
  return found;
}

/// The summary of a run that has no steps left.
std::optional<Json> finished_summary(const RunFolder& folder, const FoundCheckpoint& found,
                                     const ResolvedManifest& manifest) {
  if (found.checkpoint.state.at("step") != manifest.run.options.steps) return std::nullopt;
  try {
    auto summary = read_summary(folder.path());
    return summary.value("status", "") == "finished" ? std::optional(std::move(summary)) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;  // missing or damaged: it is written again
  }
}

/// The history of the run before it was resumed: {"resumed": [...], "pretraining": ...}.
Json history_of(const FoundCheckpoint& found, const ResolvedManifest& manifest) {
  auto history = found.checkpoint.state.at("history");
  Json changes = Json::array();
  for (const auto& difference : manifest_differences(found.checkpoint.state.at("manifest"), manifest)) {
    changes.push_back(difference.key + ": " + difference.before + " -> " + difference.now);
  }
  history["resumed"].push_back({{"step", found.checkpoint.state.at("step")}, {"allowed_changes", changes}});
  return history;
}

void begin_or_resume(const ResolvedManifest& manifest, const std::optional<FoundCheckpoint>& found, const Json& history,
                     RunFolder& folder, Progress& progress) {
  const auto text = to_toml(manifest, /*with_origin_comments=*/true);
  const auto record = run_record(manifest, history.at("resumed"));
  if (!found) {
    folder.begin(text, record);
    return;
  }
  const auto& state = found->checkpoint.state;
  const auto step = state.at("step").get<std::int64_t>();
  progress.line("resumed from " + found->file.string() + ", after step " + std::to_string(step));
  folder.resume(text, record, state.at("metrics"));
  for (const auto& name : folder.metrics_cut_short()) {
    progress.line(name + " is shorter than it was at the checkpoint: lines before step " + std::to_string(step) +
                  " are missing");
  }
  if (const auto threads = state.at("threads").get<int>(); threads != at::get_num_threads()) {
    progress.line("the checkpoint was made with " + std::to_string(threads) + " threads, now there are " +
                  std::to_string(at::get_num_threads()) +
                  ": the last digits may differ from those of an uninterrupted run");
  }
  progress.resume(step, state.at("seconds").get<double>());
}

Json resumed_steps(const Json& history) {
  Json steps = Json::array();
  for (const auto& resumption : history.at("resumed")) steps.push_back(resumption.at("step"));
  return steps;
}

void add_result(const RunResult& result, const std::string& score_name, Json& summary) {
  summary["score_name"] = score_name;
  summary["metrics"] = metrics_json(result.metrics());
  summary["metrics_step"] = result.step();
  if (!result.selection().empty()) summary["selected_by"] = result.selection();
}

/// One run in a folder of its own.
class Execution {
 public:
  Execution(const ResolvedManifest& manifest, RunFolder& folder, Progress& progress, Json history)
      : manifest_(manifest), folder_(folder), progress_(progress), history_(std::move(history)) {
    summary_ = what_is_run(manifest);
    summary_["status"] = "failed";
    summary_["resumed_at"] = resumed_steps(history_);
  }

  RunOutcome train(const std::optional<FoundCheckpoint>& found) try {
    session_.emplace(
        manifest_, [this](const std::string& text) { progress_.line(text); },
        found ? Pretrain::never : Pretrain::as_manifest_says);
    if (const auto& pretrained = session_->pretrained()) {
      history_["pretraining"] = {
          {"file", pretrained->file.string()}, {"identity", pretrained->identity}, {"trained", pretrained->trained}};
    }
    if (history_.contains("pretraining")) summary_["pretraining"] = history_["pretraining"];
    session_->memory().reset_peak();
    run_.emplace(manifest_, *session_, folder_, progress_, history_);
    if (found) run_->resume(*found);
    const StopSignals signals;
    const bool finished = run_->train([&] { return signals.received() != 0; });
    const int signal = finished ? 0 : signals.received();
    conclude(finished);
    return {summary_, signal};
  } catch (...) {
    summary_["error"] = reason(std::current_exception());
    if (run_) run_->describe(summary_);
    try {
      folder_.write_summary(summary_);
    } catch (const Error& error) {
      progress_.line(std::string("the summary could not be written either: ") + error.what());
    }
    throw;
  }

 private:
  void conclude(bool finished) {
    const auto& result = run_->result();
    run_->describe(summary_);
    summary_["status"] = finished ? "finished" : "interrupted";
    if (result.step() > 0) add_result(result, session_->task().score_name(), summary_);
    summary_["seconds"] = progress_.seconds();
    folder_.write_summary(summary_);
    if (finished && !result.selection().empty()) {
      progress_.line("selected: " + metrics_text(result.step(), result.metrics()));
    }
    const auto place = folder_.path().string();
    progress_.line(finished ? "finished in " + duration(progress_.seconds()) + ", results in " + place
                            : "stopped after step " + std::to_string(run_->steps_taken()) +
                                  "; to continue, run the same command with --resume --out " + place);
  }

  const ResolvedManifest& manifest_;
  RunFolder& folder_;
  Progress& progress_;
  Json history_;
  Json summary_;
  std::optional<Session> session_;
  std::optional<TrainingRun> run_;
};

}  // namespace

RunOutcome execute_run(const ResolvedManifest& manifest, const RunRequest& request, std::ostream& out,
                       bool interactive) {
  const auto& options = manifest.run.options;
  apply_to_process(options);
  RunFolder folder(request.folder);
  Progress progress(out, options.steps, interactive);
  if (!request.resume && !folder.empty() && !folder.holds_no_step()) {
    throw Error(folder.path().string(), "already contains files",
                "specify another folder with --out, or resume the run there with --resume");
  }
  progress.line(manifest.name + ": " + manifest.estimator.entry->name + " with " + manifest.task.entry->name + " and " +
                manifest.backbone.entry->name + ", " + std::to_string(options.steps) + " steps, seed " +
                std::to_string(manifest.seed));
  std::optional<FoundCheckpoint> found;
  if (request.resume) found = checkpoint_to_resume(manifest, request, folder, progress);
  if (found) {
    if (auto summary = finished_summary(folder, *found, manifest)) {
      progress.line("already finished: nothing left to do in " + folder.path().string());
      return {std::move(*summary)};
    }
  }
  Json history = {{"resumed", Json::array()}};
  if (found) history = history_of(*found, manifest);
  begin_or_resume(manifest, found, history, folder, progress);
  return Execution(manifest, folder, progress, std::move(history)).train(found);
}

}  // namespace evograd::host
