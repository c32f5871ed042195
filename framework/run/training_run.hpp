#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "framework/checkpoint/checkpoint_folder.hpp"
#include "framework/probe/probe_recorder.hpp"
#include "framework/run/phase_seconds.hpp"
#include "framework/run/progress.hpp"
#include "framework/run/run_folder.hpp"
#include "framework/run/run_result.hpp"
#include "framework/run/session.hpp"

namespace evograd::host {

/// The loop over the steps of a run: metrics, evaluations and checkpoints at their times. Together with the session it
/// is all that a checkpoint holds.
class TrainingRun {
 public:
  /// All must outlive it. `history` is what the checkpoints say of how the run came here.
  TrainingRun(const ResolvedManifest& manifest, Session& session, RunFolder& folder, Progress& progress, Json history);

  /// Puts the run where `found` was made. Throws Error where it is another network's.
  void resume(const FoundCheckpoint& found);

  /// Trains until the last step or until `stop` says so, which is asked after each step; writes a checkpoint then.
  /// Whether the last step was taken.
  bool train(const std::function<bool()>& stop);

  const RunResult& result() const { return result_; }
  std::int64_t steps_taken() { return session_.trainer().steps_taken(); }

  /// Adds what the steps so far have cost and given to `summary`.
  void describe(Json& summary);

 private:
  void step();
  void evaluate();
  /// Appends a line to the metrics, with the time.
  void append(std::int64_t step, AnyMetrics metrics);
  Checkpoint checkpoint();
  void write_checkpoint();
  /// Counts the time that `checkpoint` takes.
  void write(const std::function<void()>& checkpoint);

  const ResolvedManifest& manifest_;
  Session& session_;
  RunFolder& folder_;
  Progress& progress_;
  Json history_;
  CheckpointFolder checkpoints_;
  ProbeRecorder probes_;
  RunResult result_;
  torch::Tensor lambda_at_start_;
  double training_seconds_ = 0;
  PhaseSeconds seconds_;
};

}  // namespace evograd::host
