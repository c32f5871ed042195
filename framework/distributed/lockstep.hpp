#pragma once

#include <cstdint>

#include "framework/distributed/team.hpp"
#include "framework/trainer/trainer.hpp"

namespace evograd::host {

/// Keeps the processes of a run at the same step and with the same parameters. Does nothing for a single process.
class Lockstep {
 public:
  /// `team` may be null; both must outlive the object.
  Lockstep(Team* team, Trainer& trainer) : team_(team), trainer_(trainer) {}

  /// Gives every process the parameters, meta-parameters and buffers of rank 0, and requires that they read the same
  /// data. Throws Error naming the processes that do not.
  void begin();

  /// Before each step: whether a process wants to stop.
  bool any_stops(bool own);

  /// What rank 0 has decided; called by all processes, however long rank 0 takes.
  bool decided(bool by_leader);

  /// After what rank 0 does alone (evaluation, checkpoints), however long it takes: waits for it, and requires that all
  /// processes have the same parameters.
  void rejoin();

 private:
  Team* team_;
  Trainer& trainer_;
};

}  // namespace evograd::host
