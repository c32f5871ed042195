#include "framework/run/follow_run.hpp"

#include "framework/checkpoint/training_tensors.hpp"
#include "framework/distributed/lockstep.hpp"
#include "framework/probe/probe_recorder.hpp"
#include "framework/run/step_end.hpp"
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
  const StopSignals signals;
  while (trainer.steps_taken() < manifest.run.options.steps) {
    if (lockstep.any_stops(signals.received() != 0)) {
      trainer.join_saving();
      lockstep.rejoin();  // rank 0 writes the checkpoint
      return signals.of_any_process();
    }
    trainer.step();
    const auto [evaluates, saves] = step_end(manifest, trainer.steps_taken());
    if (evaluates && trainer.evaluates_together()) trainer.evaluate();
    if (evaluates && trainer.saves_together() && lockstep.decided(false)) trainer.join_saving();
    if (saves) trainer.join_saving();
    if (evaluates || saves) lockstep.rejoin();
  }
  return 0;
}

}  // namespace evograd::host
