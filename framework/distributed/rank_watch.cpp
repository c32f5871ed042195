#include "framework/distributed/rank_watch.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <utility>

namespace evograd::host {
namespace {

using Clock = std::chrono::steady_clock;

std::string key(const char* what, int rank) { return fmt::format("{}/{}", what, rank); }

}  // namespace

/// What is known of another process.
struct RankWatch::Sign {
  std::string counter;
  Clock::time_point moved = Clock::now();
  std::string who;  ///< "host, process 123"
  std::string why;  ///< if it said that it ends
};

struct RankWatch::State {
  int rank = 0;
  int size = 0;
  std::function<SharedStrings()> open;
  std::string own;
  std::chrono::milliseconds patience{};
  std::chrono::milliseconds period{};

  std::mutex mutex;
  std::condition_variable changed;
  std::map<int, Sign> signs;               // of all others, as far as this process hears of them
  Clock::time_point heard = Clock::now();  // from the store
  std::string why;                         // set if this process ends
  bool told = false;                       // the store knows it
  bool closing = false;

  bool store_silent() const { return Clock::now() - heard > patience; }
};

RankWatch::RankWatch(int rank, int size, std::function<SharedStrings()> open, std::string own,
                     std::chrono::milliseconds patience)
    : state_(std::make_shared<State>()) {
  state_->rank = rank;
  state_->size = size;
  state_->open = std::move(open);
  state_->own = std::move(own);
  state_->patience = patience;
  state_->period = std::clamp(patience / 8, std::chrono::milliseconds(50), std::chrono::milliseconds(2000));
  for (int other = 0; other < size; ++other) {
    if (other != rank) state_->signs[other] = {};
  }
  std::thread([state = state_] { work(state); }).detach();
}

RankWatch::~RankWatch() {
  const std::lock_guard lock(state_->mutex);
  state_->closing = true;
  state_->changed.notify_all();
}

void RankWatch::work(const std::shared_ptr<State>& state) try {
  const auto store = state->open();
  store.set(key("who", state->rank), state->own);
  for (std::int64_t beat = 0;; ++beat) {
    std::string why;
    {
      const std::lock_guard lock(state->mutex);
      if (state->closing) return;
      why = state->why;
    }
    if (!why.empty()) store.set(key("why", state->rank), why);
    store.set(key("beat", state->rank), std::to_string(beat));
    // Rank 0 asks for everybody, the others for its summary: the store is asked a few times by each.
    nlohmann::json all = nlohmann::json::object();
    if (state->rank == 0) {
      for (int other = 0; other < state->size; ++other) {
        all[std::to_string(other)] = {store.get(key("beat", other)), store.get(key("who", other)),
                                      store.get(key("why", other))};
      }
      store.set("summary", all.dump());
    } else if (const auto summary = store.get("summary"); !summary.empty()) {
      all = nlohmann::json::parse(summary);
    }
    // Rank 0 may have ended though the store lives on.
    if (state->rank != 0) all["0"] = {store.get("beat/0"), store.get("who/0"), store.get("why/0")};
    std::unique_lock lock(state->mutex);
    const auto now = Clock::now();
    state->heard = now;
    for (auto& [rank, sign] : state->signs) {
      const auto found = all.find(std::to_string(rank));
      if (found == all.end()) continue;
      const auto counter = found->at(0).get<std::string>();
      if (counter != sign.counter) {
        sign.counter = counter;
        sign.moved = now;
      }
      sign.who = found->at(1).get<std::string>();
      sign.why = found->at(2).get<std::string>();
    }
    if (!why.empty()) state->told = true;
    state->changed.notify_all();
    state->changed.wait_for(lock, state->period,
                            [&] { return state->closing || (!state->why.empty() && !state->told); });
  }
} catch (const std::exception&) {
  // The store is gone: `heard` grows old, and lost() says so.
}

std::vector<std::string> RankWatch::lost() const {
  const std::lock_guard lock(state_->mutex);
  std::vector<std::string> all;
  const auto named = [](int rank, const Sign& sign) {
    return sign.who.empty() ? fmt::format("rank {}", rank) : fmt::format("rank {} ({})", rank, sign.who);
  };
  const auto now = Clock::now();
  for (const auto& [rank, sign] : state_->signs) {
    if (!sign.why.empty()) all.push_back(named(rank, sign) + " ended: " + sign.why);
  }
  if (!all.empty()) return all;
  if (state_->store_silent()) {
    const auto zero = state_->signs.find(0);
    all.push_back((zero == state_->signs.end() ? "the store" : named(0, zero->second)) +
                  " cannot be reached: it was killed or stopped, or the network is cut");
    return all;
  }
  for (const auto& [rank, sign] : state_->signs) {
    if (now - sign.moved > state_->patience) {
      all.push_back(named(rank, sign) + " does not answer: it was killed or stopped, or the network is cut");
    }
  }
  return all;
}

std::vector<std::string> RankWatch::wait_for_lost() const {
  const auto end = Clock::now() + state_->patience + 3 * state_->period;
  auto found = lost();
  while (found.empty() && Clock::now() < end) {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait_for(lock, state_->period / 2);
    lock.unlock();
    found = lost();
  }
  return found;
}

void RankWatch::leave(const std::string& why) noexcept {
  std::unique_lock lock(state_->mutex);
  state_->why = why.empty() ? "it failed" : why;
  state_->changed.notify_all();
  state_->changed.wait_for(lock, 4 * state_->period, [&] { return state_->told; });
  const bool keeps_store = state_->rank == 0;
  lock.unlock();
  if (keeps_store) std::this_thread::sleep_for(4 * state_->period);  // the others still read from it
}

}  // namespace evograd::host
