#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "evograd/progress.hpp"
#include "framework/checkpoint/checkpoint_folder.hpp"
#include "framework/distributed/lockstep.hpp"
#include "framework/distributed/traffic.hpp"
#include "framework/log/run_log.hpp"
#include "framework/probe/probe_recorder.hpp"
#include "framework/run/phase_seconds.hpp"
#include "framework/run/run_clock.hpp"
#include "framework/run/run_folder.hpp"
#include "framework/run/run_result.hpp"
#include "framework/run/session.hpp"

namespace evograd::host {

/// The loop over the steps of a run, with metrics, evaluations and checkpoints at their intervals. Together with the
/// session it is all that a checkpoint contains.
class TrainingRun {
 public:
  /// All arguments must outlive it. `history` is what the checkpoints record about how the run got here.
  TrainingRun(const ResolvedManifest& manifest, Session& session, RunFolder& folder, RunClock& clock, const RunLog& log,
              Json history, Team* team = nullptr);

  /// Restores the state in which `found` was written. Throws Error if it belongs to another network.
  void resume(const FoundCheckpoint& found);

  /// Trains until the last step or until `stop`, which is asked after each step, returns true; then writes a
  /// checkpoint. Returns whether the last step was taken.
  bool train(const std::function<bool()>& stop);

  const RunResult& result() const { return result_; }
  std::int64_t steps_taken() { return session_.trainer().steps_taken(); }

  /// Adds the costs and results of the steps so far to `summary`.
  void describe(Json& summary);

 private:
  void step(Progress& progress);
  void evaluate();
  /// Appends a line to the metrics, with the time.
  void append(std::int64_t step, AnyMetrics metrics);
  Checkpoint checkpoint();
  void write_checkpoint();
  /// Adds the time that `checkpoint` takes.
  void write(const std::function<void()>& checkpoint);

  const ResolvedManifest& manifest_;
  Session& session_;
  RunFolder& folder_;
  RunClock& clock_;
  const RunLog& log_;
  Json history_;
  CheckpointFolder checkpoints_;
  ProbeRecorder probes_;
  RunResult result_;
  torch::Tensor lambda_at_start_;
  double training_seconds_ = 0;
  PhaseSeconds seconds_;
  Team* team_;
  Traffic traffic_;
  Lockstep lockstep_;
};

}  // namespace evograd::host
