#pragma once

#include <vector>

#include "framework/compare/cell_run.hpp"
#include "framework/compare/plan.hpp"
#include "framework/compare/preparation.hpp"

namespace evograd::host {

/// What a worker does, as agreed with all others in its folder.
struct Agreement {
  Plan plan;
  Comparison comparison;      ///< with its cells, none of which has a result yet
  std::vector<CellRun> runs;  ///< of the cells
  std::vector<Variant> accepted;
  std::int64_t jobs = 1;
};

/// Joins the comparison in the folder of `claims`, or begins it: checks what can run here and writes the plan. Throws
/// Error if the folder contains runs of other manifests, if a worker of another comparison is at work there, or if this
/// machine cannot run what the others run.
Agreement agree(const ClaimFolder& claims, Vigil& vigil, const Preparation& preparation,
                const CompareSettings& settings);

}  // namespace evograd::host
