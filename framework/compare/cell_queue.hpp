#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "framework/compare/claim_folder.hpp"
#include "framework/compare/vigil.hpp"

namespace evograd::host {

/// What a thread of a worker does next.
struct Turn {
  enum class Kind {
    run,   ///< the cell is claimed for it
    wait,  ///< all cells that are left are being worked on
    done   ///< no cell is left
  };
  Kind kind = Kind::done;
  std::size_t cell = 0;
  std::int64_t generation = 0;
  std::string before;   ///< what became of the worker that had the cell, for the user; empty if nobody had it
  bool others = false;  ///< for Kind::wait: whether all of those cells are other workers'
};

/// A cell that is done, as this worker has found out.
struct DoneCell {
  std::size_t cell = 0;
  std::string by;  ///< the worker, unless it is this one or unknown
  bool failed = false;
  bool before = false;  ///< it was done when this worker came
};

/// The cells of a comparison, of which any number of workers each take one after another. All functions may be called
/// from any thread.
class CellQueue {
 public:
  struct Settings {
    std::vector<std::string> names;             ///< of the cells
    std::function<bool(std::size_t)> finished;  ///< whether a cell's folder contains its finished run
    std::int64_t plan = 1;                      ///< generation of the plan that this worker follows
    bool retry_failed = false;                  ///< cells that had failed before this worker came are run again
  };

  CellQueue(const ClaimFolder& claims, Vigil& vigil, Settings settings);

  /// Claims the first cell that is free or whose worker is gone. Throws Error if the workers now follow another plan.
  Turn next();

  /// Records what became of a cell that next() gave.
  void conclude(const Turn& turn, ClaimState state);

  /// Finds out which of this worker's cells others have claimed because they took it for dead. Does not throw.
  void look_for_losses();
  bool lost(std::size_t cell) const;

  /// The cells that are done and were not told yet.
  std::vector<DoneCell> news();

  /// "evograd-5 (node2, process 77, silent for 40 s)" and so on: what others work on.
  std::vector<std::string> busy() const;

  /// Which claims of the plan and of all cells are the newest: differs whenever another run of a cell has been made.
  std::string state() const;

 private:
  struct Cell {
    bool done = false;
    std::int64_t newest = 0;  ///< generation of the newest claim
    std::int64_t at_start = 0;
    std::int64_t mine = 0;  ///< generation that this worker works on
    bool lost = false;
  };

  static std::string claim_name(const std::string& cell) { return "cell-" + cell; }
  void look();
  bool try_to_claim(std::size_t cell, std::string before, Turn& turn);
  bool try_to_take_over(std::size_t cell, Turn& turn);
  void set_done(std::size_t cell, const Claim& claim, bool failed);

  const ClaimFolder& claims_;
  Vigil& vigil_;
  Settings settings_;
  std::vector<Cell> cells_;
  std::vector<std::string> busy_;
  std::vector<DoneCell> news_;
  bool looked_ = false;
  mutable std::mutex mutex_;
};

}  // namespace evograd::host
