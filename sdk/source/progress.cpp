#include "evograd/progress.hpp"

#include <mutex>
#include <utility>

#include "reception.hpp"

namespace evograd {
namespace {

constexpr auto kTold = std::chrono::milliseconds(100);

}  // namespace

Progress::Progress(std::string what, std::int64_t total, std::string unit, std::int64_t done_before)
    : state_{std::move(what), std::move(unit), total, done_before, done_before, 0, ""} {}

Progress::~Progress() {
  const std::lock_guard lock(logging::reception().mutex);
  if (auto* receiver = logging::reception().receiver) receiver->progress_ends(this);
}

void Progress::advance(std::int64_t count) {
  state_.done += count;
  const auto note = std::exchange(note_, nullptr);
  const auto now = Clock::now();
  if (now - told_ < kTold) return;
  told_ = now;
  state_.seconds = std::chrono::duration<double>(now - begin_).count();
  if (note) state_.note = note();
  const std::lock_guard lock(logging::reception().mutex);
  if (auto* receiver = logging::reception().receiver) receiver->progress(this, state_);
}

}  // namespace evograd
