#pragma once

#include <functional>
#include <string>

#include "framework/compare/claim_folder.hpp"
#include "framework/compare/vigil.hpp"

namespace evograd::host {

enum class TableTurn {
  written,  ///< by this worker
  there,    ///< it was there when this worker came to it
  waited,   ///< another worker wrote it meanwhile
  left      ///< another worker is writing it
};

/// Lets exactly one of the workers write the tables: claims them, calls `write`, records that they are the tables of
/// the `state` of the cells. If the writer dies, another one writes them again. `complete` tells whether the files are
/// there; without `wait`, returns while another worker is writing.
TableTurn take_table_turn(const ClaimFolder& claims, Vigil& vigil, const std::string& state,
                          const std::function<bool()>& complete, const std::function<void()>& write, bool wait);

}  // namespace evograd::host
