#include "framework/run/execute_run.hpp"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <exception>
#include <optional>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "framework/checkpoint/manifest_differences.hpp"
#include "framework/checkpoint/rate_jumps.hpp"
#include "framework/distributed/launch.hpp"
#include "framework/errors/reason.hpp"
#include "framework/log/duration.hpp"
#include "framework/log/run_log.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/metrics/metric_line.hpp"
#include "framework/prepare/process_settings.hpp"
#include "framework/run/metrics_text.hpp"
#include "framework/run/run_clock.hpp"
#include "framework/run/run_record.hpp"
#include "framework/run/stop_signals.hpp"
#include "framework/run/task_files.hpp"
#include "framework/run/team_run.hpp"
#include "framework/run/training_run.hpp"

namespace evograd::host {
namespace {

/// The checkpoint to resume from, if any; reports checkpoints that cannot be used.
std::optional<FoundCheckpoint> checkpoint_to_resume(const ResolvedManifest& manifest, const RunRequest& request,
                                                    const RunFolder& folder) {
  const CheckpointFolder checkpoints(folder.path() / RunFolder::kCheckpoints);
  auto found = checkpoints.newest();
  if (!found) {
    if (folder.empty()) return found;
    if (!folder.holds_only_a_run()) {
      throw Error(folder.path().string(), "contains other files but no checkpoint",
                  "specify the folder of a run with --out");
    }
    logging::info("no checkpoint to resume from in " + folder.path().string() + ": starting from step 0");
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
                     RunFolder& folder, RunClock& clock, RunLog& log) {
  const auto text = to_toml(manifest, /*with_origin_comments=*/true);
  const auto record = run_record(manifest, history.at("resumed"));
  if (!found) {
    folder.begin(text, record);
    log.open(folder.path() / RunFolder::kLog);
    return;
  }
  const auto& state = found->checkpoint.state;
  const auto step = state.at("step").get<std::int64_t>();
  logging::info(fmt::format("resumed from {}, after step {}", found->file.string(), step));
  const auto jumps = rate_jumps(state.at("manifest"), manifest, step);
  folder.resume(text, record, state.at("metrics"));
  log.open(folder.path() / RunFolder::kLog);
  log.restore(state.value("warnings", Json::array()));
  for (const auto& jump : jumps) logging::warning(jump);
  for (const auto& name : folder.metrics_cut_short()) {
    logging::warning(
        fmt::format("{} is shorter than it was at the checkpoint: lines before step {} are missing", name, step));
  }
  clock.resume(state.at("seconds").get<double>());
}

void warn_of_other_threads(const FoundCheckpoint& found) {
  const auto before = found.checkpoint.state.at("threads").get<int>();
  if (before == at::get_num_threads()) return;
  logging::warning(fmt::format(
      "the number of threads was {} when the checkpoint was made and is {} now: the last digits may differ from "
      "those of an uninterrupted run",
      before, at::get_num_threads()));
}

Json resumed_steps(const Json& history) {
  Json steps = Json::array();
  for (const auto& resumption : history.at("resumed")) steps.push_back(resumption.at("step"));
  return steps;
}

std::int64_t warning_count(const Json& summary) {
  std::int64_t count = 0;
  for (const auto& warning : summary.at("warnings")) count += warning.at("times").get<std::int64_t>();
  return count;
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
  Execution(const ResolvedManifest& manifest, RunFolder& folder, RunClock& clock, RunLog& log, Json history, Team* team)
      : manifest_(manifest), folder_(folder), clock_(clock), log_(log), history_(std::move(history)), team_(team) {
    summary_ = what_is_run(manifest);
    summary_["status"] = "failed";
    summary_["resumed_at"] = resumed_steps(history_);
  }

  RunOutcome train(const std::optional<FoundCheckpoint>& found) try {
    session_.emplace(manifest_, found ? Pretrain::never : Pretrain::as_manifest_says, team_);
    folder_.write_record(run_record(manifest_, history_.at("resumed")));  // now with the number of threads
    write_task_files(session_->task(), folder_.path() / RunFolder::kTaskFiles);
    if (found) warn_of_other_threads(*found);
    if (const auto& pretrained = session_->pretrained()) {
      history_["pretraining"] = {
          {"file", pretrained->file.string()}, {"identity", pretrained->identity}, {"trained", pretrained->trained}};
    }
    if (history_.contains("pretraining")) summary_["pretraining"] = history_["pretraining"];
    session_->memory().reset_peak();
    run_.emplace(manifest_, *session_, folder_, clock_, log_, history_, team_);
    if (found) run_->resume(*found);
    const StopSignals signals;
    const bool finished = run_->train([&] { return signals.received() != 0; });
    const int signal = finished ? 0 : signals.of_any_process();
    conclude(finished);
    const auto& result = run_->result();
    return {summary_, signal, result.step() > 0 ? metrics_text(result.step(), result.metrics()) : ""};
  } catch (...) {
    const auto why = reason(std::current_exception());
    summary_["error"] = why;
    summary_["warnings"] = log_.warnings();
    log_.note(logging::Level::error, why);
    if (run_) run_->describe(summary_);
    try {
      folder_.write_summary(summary_);
    } catch (const Error& error) {
      logging::error(std::string("the summary could not be written either: ") + error.what());
    }
    throw;
  }

 private:
  void conclude(bool finished) {
    const auto& result = run_->result();
    run_->describe(summary_);
    summary_["status"] = finished ? "finished" : "interrupted";
    if (result.step() > 0) add_result(result, session_->task().score_name(), summary_);
    summary_["seconds"] = clock_.seconds();
    summary_["warnings"] = log_.warnings();
    folder_.write_summary(summary_);
    if (const auto count = warning_count(summary_); count > 0) {
      logging::info(fmt::format("{} in this run: see {}", count == 1 ? "1 warning" : fmt::format("{} warnings", count),
                                (folder_.path() / RunFolder::kLog).string()));
    }
    const auto place = folder_.path().string();
    logging::info(finished
                      ? fmt::format("finished in {}, results in {}", duration(clock_.seconds()), place)
                      : fmt::format("stopped after step {}; to continue, run the same command with --resume --out {}",
                                    run_->steps_taken(), place));
  }

  const ResolvedManifest& manifest_;
  RunFolder& folder_;
  RunClock& clock_;
  RunLog& log_;
  Json history_;
  Team* team_;
  Json summary_;
  std::optional<Session> session_;
  std::optional<TrainingRun> run_;
};

}  // namespace

RunOutcome execute_run(const ResolvedManifest& manifest, const RunRequest& request) {
  const bool alone = manifest.distributed.options.split == "none";
  if (const auto launch = alone ? std::nullopt : launch_from_environment()) {
    return execute_team_run(manifest, request, *launch);
  }
  return lead_run(manifest, request, nullptr);
}

RunOutcome lead_run(const ResolvedManifest& manifest, const RunRequest& request, Team* team) {
  RunLog log;
  const auto& options = manifest.run.options;
  apply_to_process(options);
  RunFolder folder(request.folder);
  RunClock clock;
  if (!request.resume && !folder.empty() && !folder.holds_no_step()) {
    throw Error(folder.path().string(), "already contains files",
                "specify another folder with --out, or resume the run there with --resume");
  }
  for (const auto& plugin : manifest.plugins) {
    for (const auto& warning : plugin.warnings) logging::warning(plugin.file.string() + " " + warning);
  }
  logging::info(fmt::format("{}: {} with {} and {}, {} steps, seed {}", manifest.name, manifest.estimator.entry->name,
                            manifest.task.entry->name, manifest.backbone.entry->name, options.steps, manifest.seed));
  std::optional<FoundCheckpoint> found;
  if (request.resume) found = checkpoint_to_resume(manifest, request, folder);
  if (found) {
    if (auto summary = finished_summary(folder, *found, manifest)) {
      logging::info("already finished: nothing left to do in " + folder.path().string());
      if (team) team->exchange(starting_point(folder, found, /*finished=*/true));
      return {std::move(*summary)};
    }
  }
  Json history = {{"resumed", Json::array()}};
  if (found) history = history_of(*found, manifest);
  begin_or_resume(manifest, found, history, folder, clock, log);
  if (team) team->exchange(starting_point(folder, found, /*finished=*/false));
  return Execution(manifest, folder, clock, log, std::move(history), team).train(found);
}

}  // namespace evograd::host
