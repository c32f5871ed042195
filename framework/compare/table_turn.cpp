#include "framework/compare/table_turn.hpp"

#include <thread>

#include "evograd/logging.hpp"

namespace evograd::host {

TableTurn take_table_turn(const ClaimFolder& claims, Vigil& vigil, const std::string& state,
                          const std::function<bool()>& complete, const std::function<void()>& write, bool wait) {
  constexpr const char* kTable = "table";
  bool waited = false;
  while (true) {
    const auto newest = claims.newest();
    const auto found = newest.find(kTable);
    const auto generation = found == newest.end() ? 0 : found->second;
    const auto claim = generation == 0 ? Claim() : claims.read(kTable, generation);
    if (claim.state == ClaimState::finished && claim.note == state && complete()) {
      return waited ? TableTurn::waited : TableTurn::there;
    }
    if (generation > 0 && claim.state == ClaimState::held && !vigil.gone(claim.worker, kTable)) {
      if (!wait) return TableTurn::left;
      if (!waited) logging::info("waiting for the tables, which are written by " + claim.worker.text());
      waited = true;
      std::this_thread::sleep_for(vigil.pause());
      continue;
    }
    if (!claims.claim(kTable, generation + 1)) continue;
    try {
      write();
    } catch (...) {
      claims.conclude(kTable, generation + 1, ClaimState::released);
      throw;
    }
    claims.conclude(kTable, generation + 1, ClaimState::finished, state);
    return TableTurn::written;
  }
}

}  // namespace evograd::host
