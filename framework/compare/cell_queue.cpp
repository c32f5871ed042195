#include "framework/compare/cell_queue.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <exception>
#include <utility>

#include "evograd/error.hpp"

namespace evograd::host {
namespace {

long whole_seconds(std::chrono::milliseconds time) {
  return static_cast<long>(std::chrono::duration_cast<std::chrono::seconds>(time).count());
}

}  // namespace

CellQueue::CellQueue(const ClaimFolder& claims, Vigil& vigil, Settings settings)
    : claims_(claims), vigil_(vigil), settings_(std::move(settings)), cells_(settings_.names.size()) {}

void CellQueue::look() {
  const auto newest = claims_.newest();
  const auto of = [&](const std::string& name) {
    const auto found = newest.find(name);
    return found == newest.end() ? 0 : found->second;
  };
  if (const auto plan = of("plan"); plan > settings_.plan) {
    throw Error(claims_.path().string(),
                "another comparison was begun in this folder by " + claims_.read("plan", plan).worker.text(),
                "give each comparison a folder of its own with --out");
  }
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    cells_[i].newest = std::max(cells_[i].newest, of(claim_name(settings_.names[i])));
    if (!looked_) cells_[i].at_start = cells_[i].newest;
  }
}

void CellQueue::set_done(std::size_t cell, const Claim& claim, bool failed) {
  cells_[cell].done = true;
  const bool own = claim.worker == claims_.self();
  news_.push_back({cell, own || claim.worker.host.empty() ? "" : claim.worker.text(), failed, !looked_});
}

bool CellQueue::try_to_claim(std::size_t cell, std::string before, Turn& turn) {
  const auto generation = cells_[cell].newest + 1;
  if (!claims_.claim(claim_name(settings_.names[cell]), generation)) return false;
  cells_[cell].newest = cells_[cell].mine = generation;
  cells_[cell].lost = false;
  turn = {Turn::Kind::run, cell, generation, std::move(before)};
  return true;
}

bool CellQueue::try_to_take_over(std::size_t cell, Turn& turn) {
  const auto& name = settings_.names[cell];
  const auto claim = claims_.read(claim_name(name), cells_[cell].newest);
  const auto who = claim.worker.text();
  if (claim.state == ClaimState::held && !vigil_.gone(claim.worker, claim_name(name))) {
    const auto silence = whole_seconds(vigil_.silence(claim.worker, claim_name(name)));
    busy_.push_back(fmt::format("{} ({}{})", name, who, silence < 15 ? "" : fmt::format(", silent for {} s", silence)));
    return false;
  }
  if (settings_.finished(cell)) {
    set_done(cell, claim, false);
    return false;
  }
  if (claim.state == ClaimState::failed && !(settings_.retry_failed && claim.generation <= cells_[cell].at_start)) {
    set_done(cell, claim, true);
    return false;
  }
  std::string before;
  if (claim.state == ClaimState::released) before = who + " stopped before its end";
  if (claim.state == ClaimState::failed) before = "failed before";
  if (claim.state == ClaimState::held) {
    before = life_of(claim.worker) == Life::dead
                 ? who + " has died"
                 : fmt::format("{} has given no sign of life for {} s", who,
                               whole_seconds(vigil_.silence(claim.worker, claim_name(name))));
  }
  if (try_to_claim(cell, before, turn)) return true;
  busy_.push_back(name + " (another worker has just taken it)");
  return false;
}

Turn CellQueue::next() {
  const std::lock_guard lock(mutex_);
  look();
  if (!looked_) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (settings_.finished(i)) set_done(i, {}, false);
    }
    looked_ = true;
  }
  Turn turn;
  busy_.clear();
  bool own = false;
  std::vector<std::size_t> claimed;
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    if (cells_[i].done) continue;
    if (cells_[i].mine != 0) {
      own = true;
    } else if (cells_[i].newest != 0) {
      claimed.push_back(i);
    } else if (try_to_claim(i, "", turn)) {
      return turn;
    } else {
      busy_.push_back(settings_.names[i] + " (another worker has just taken it)");
    }
  }
  for (const auto i : claimed) {
    if (try_to_take_over(i, turn)) return turn;
  }
  if (busy_.empty() && !own) return turn;
  turn.kind = Turn::Kind::wait;
  turn.others = !own;
  return turn;
}

void CellQueue::conclude(const Turn& turn, ClaimState state) {
  const std::lock_guard lock(mutex_);
  auto& cell = cells_[turn.cell];
  cell.mine = 0;
  if (cell.lost) return;
  claims_.conclude(claim_name(settings_.names[turn.cell]), turn.generation, state);
  cell.done = state == ClaimState::finished || state == ClaimState::failed;
}

void CellQueue::look_for_losses() {
  const std::lock_guard lock(mutex_);
  if (std::none_of(cells_.begin(), cells_.end(), [](const Cell& cell) { return cell.mine != 0; })) return;
  try {
    const auto newest = claims_.newest();
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto found = newest.find(claim_name(settings_.names[i]));
      if (found == newest.end() || cells_[i].mine == 0 || found->second <= cells_[i].mine) continue;
      cells_[i].lost = true;
      cells_[i].newest = found->second;
    }
  } catch (const std::exception&) {  // the folder cannot be read now: the next heartbeat tries again
  }
}

bool CellQueue::lost(std::size_t cell) const {
  const std::lock_guard lock(mutex_);
  return cells_[cell].lost;
}

std::vector<DoneCell> CellQueue::news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, {});
}

std::vector<std::string> CellQueue::busy() const {
  const std::lock_guard lock(mutex_);
  return busy_;
}

std::string CellQueue::state() const {
  const std::lock_guard lock(mutex_);
  auto text = fmt::format("plan.{}", settings_.plan);
  for (std::size_t i = 0; i < cells_.size(); ++i) text += fmt::format(" {}.{}", settings_.names[i], cells_[i].newest);
  return text;
}

}  // namespace evograd::host
