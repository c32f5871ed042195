#include "framework/run/follow_run.hpp"

#include <csignal>

#include "framework/checkpoint/training_tensors.hpp"
#include "framework/distributed/lockstep.hpp"
#include "framework/probe/probe_recorder.hpp"
#include "framework/run/stop_signals.hpp"

namespace evograd::host {

int follow_run(const ResolvedManifest& manifest, Session& session, Team& team,
               const std::optional<FoundCheckpoint>& found) {
  auto& trainer = session.trainer();
  // Probes evaluate with all processes; rank 0 keeps their results.
  ProbeRecorder probes(manifest.probe.options, trainer, session.memory(), [](std::int64_t, const ProbeMetrics&) {});
  Lockstep lockstep(&team, trainer);
  lockstep.begin();
  if (found) {
    restore_training(trainer, found->checkpoint, found->file);
    probes.restore(found->checkpoint.state.at("probe"));
  }
  const auto& options = manifest.run.options;
  const auto every = manifest.checkpoint.options.every;
  const StopSignals signals;
  while (trainer.steps_taken() < options.steps) {
    if (lockstep.any_stops(signals.received() != 0)) {
      lockstep.rejoin();  // rank 0 writes the checkpoint
      return signals.received() != 0 ? signals.received() : SIGTERM;
    }
    trainer.step();
    const auto done = trainer.steps_taken();
    const bool alone = done % options.evaluate_every == 0 || (every > 0 && done % every == 0) || done == options.steps;
    if (alone) lockstep.rejoin();
  }
  return 0;
}

}  // namespace evograd::host
