#pragma once

#include <cstdint>
#include <vector>

#include "framework/compare/cell_queue.hpp"
#include "framework/compare/cell_run.hpp"
#include "framework/compare/vigil.hpp"

namespace evograd::host {

/// How a worker's part in the runs ended.
struct WorkEnd {
  int signal = 0;     ///< that stopped it before the end; 0 if none did
  bool left = false;  ///< runs of other workers are still in progress
};

/// Runs cells of `queue`, `jobs` at a time, until all are done. If others work on what is left, waits for them, in case
/// they die, unless `wait` is false. SIGINT and SIGTERM stop the runs after their steps and release the cells.
WorkEnd work(CellQueue& queue, const Vigil& vigil, const std::vector<CellRun>& runs, std::int64_t jobs, bool wait);

}  // namespace evograd::host
