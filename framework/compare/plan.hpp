#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "framework/bench/bench.hpp"
#include "framework/compare/claim_folder.hpp"
#include "framework/compare/vigil.hpp"

namespace evograd::host {

/// What all workers of a comparison agree on. The first worker writes it into the folder of claims.
struct Plan {
  Json what;                     ///< estimators, seeds, settings and every value of the manifests: the same for all
  std::int64_t threads = 0;      ///< of each run, decided by the first worker; 0 if each run chooses
  std::vector<Refusal> refused;  ///< what the first worker found that cannot run

  std::int64_t generation = 0;  ///< of its claim; 0 if nobody has written it
  Worker by;
};

/// "--seeds: 3 there, 5 here" for everything in which the plan in the folder differs from that of this worker; the
/// values of manifests as far as the same estimators are compared. Empty if they are the same.
std::string plan_difference(const Json& there, const Json& here);

/// The newest plan in the folder.
std::optional<Plan> newest_plan(const ClaimFolder& claims);

/// Writes `plan` as the one that follows `plan.generation`; returns false if another worker was faster.
bool write_plan(const ClaimFolder& claims, Plan& plan);

/// Another worker that is at work in the folder. May take the vigil's timeout, of which the user is told. Removes the
/// heartbeats of workers that are gone.
std::optional<Worker> other_worker(const ClaimFolder& claims, Vigil& vigil);

}  // namespace evograd::host
