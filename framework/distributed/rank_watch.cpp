#include "framework/distributed/rank_watch.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <thread>
#include <utility>

namespace evograd::host {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kOfRank0 = "rank 0/";
constexpr const char* kOfOther = "other/";

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
  std::function<SharedStrings(int rank)> open;
  std::string own;
  std::chrono::milliseconds patience{};        // after which a silent process counts as lost
  std::chrono::milliseconds short_patience{};  // likewise, where a connection has failed
  std::chrono::milliseconds period{};

  std::mutex mutex;
  std::condition_variable changed;
  std::map<int, Sign> signs;               // of all others, as far as this process hears of them
  Clock::time_point heard = Clock::now();  // from rank 0
  std::string why;                         // set if this process ends
  std::set<int> told;                      // who can read that
  bool closing = false;

  /// When this process last heard of others at all.
  Clock::time_point last_heard() const { return rank == 0 ? Clock::now() : heard; }

  /// Says that this process lives, or why it ends; nothing to do any more if it returns false.
  bool beat(const SharedStrings& shared, const char* own_place, std::int64_t number, std::string& leaving) {
    {
      const std::lock_guard lock(mutex);
      if (closing) return false;
      leaving = why;
    }
    if (number == 0) shared.set(own_place + std::string("who"), own);
    if (!leaving.empty()) shared.set(own_place + std::string("why"), leaving);
    shared.set(own_place + std::string("beat"), std::to_string(number));
    return true;
  }

  /// What another process has written at `place`: its beat, who it is, why it ends.
  static std::array<std::string, 3> read_sign(const SharedStrings& shared, const char* place) {
    const auto read = [&](const char* what) { return shared.get(place + std::string(what)); };
    return {read("beat"), read("who"), read("why")};
  }

  void note(int of, const std::string& counter, const std::string& who, const std::string& why_it_ends) {
    auto& sign = signs[of];
    if (counter != sign.counter) {
      sign.counter = counter;
      sign.moved = Clock::now();
    }
    sign.who = who;
    sign.why = why_it_ends;
  }

  /// Until the next beat, or until this process ends and has not told `to` yet.
  void rest(std::unique_lock<std::mutex>& lock, const std::string& leaving, int to) {
    if (!leaving.empty()) told.insert(to);
    changed.notify_all();
    changed.wait_for(lock, period, [&] { return closing || (!why.empty() && !told.contains(to)); });
  }
};

RankWatch::RankWatch(int rank, int size, std::function<SharedStrings(int rank)> open, std::string own,
                     std::chrono::milliseconds timeout)
    : state_(std::make_shared<State>()) {
  state_->rank = rank;
  state_->size = size;
  state_->open = std::move(open);
  state_->own = std::move(own);
  // A sign of life is on its way to the others for up to three periods, and the end takes some more.
  state_->patience = timeout / 2;
  state_->short_patience = std::clamp(timeout / 3, std::chrono::milliseconds(1000), std::chrono::milliseconds(10000));
  state_->period =
      std::clamp(state_->short_patience / 8, std::chrono::milliseconds(50), std::chrono::milliseconds(2000));
  for (int other = 0; other < size; ++other) {
    if (other == rank) continue;
    state_->signs[other] = {};
    if (rank == 0) std::thread([state = state_, other] { look_after(state, other); }).detach();
  }
  if (rank != 0) std::thread([state = state_] { follow(state); }).detach();
}

RankWatch::~RankWatch() {
  const std::lock_guard lock(state_->mutex);
  state_->closing = true;
  state_->changed.notify_all();
}

/// Of rank 0: looks whether one other process lives, and tells it of all.
void RankWatch::look_after(const std::shared_ptr<State>& state, int rank) try {
  const auto shared = state->open(rank);
  std::string leaving;
  for (std::int64_t number = 0; state->beat(shared, kOfRank0, number, leaving); ++number) {
    const auto [counter, who, why] = State::read_sign(shared, kOfOther);
    std::unique_lock lock(state->mutex);
    state->note(rank, counter, who, why);
    nlohmann::json all = nlohmann::json::object();
    for (const auto& [of, sign] : state->signs) all[std::to_string(of)] = {sign.counter, sign.who, sign.why};
    lock.unlock();
    shared.set("summary", all.dump());
    lock.lock();
    state->rest(lock, leaving, rank);
  }
} catch (const std::exception&) {
  // It cannot be reached: its sign grows old, and lost() says so.
}

/// Of the others: hears from rank 0 of all.
void RankWatch::follow(const std::shared_ptr<State>& state) try {
  const auto shared = state->open(state->rank);
  std::string leaving;
  for (std::int64_t number = 0; state->beat(shared, kOfOther, number, leaving); ++number) {
    const auto [counter, who, why] = State::read_sign(shared, kOfRank0);
    const auto summary = shared.get("summary");
    std::unique_lock lock(state->mutex);
    state->heard = Clock::now();
    state->note(0, counter, who, why);
    const auto all = summary.empty() ? nlohmann::json::object() : nlohmann::json::parse(summary);
    for (const auto& [of, sign] : all.items()) {
      if (const int other = std::stoi(of); other != state->rank) state->note(other, sign.at(0), sign.at(1), sign.at(2));
    }
    state->rest(lock, leaving, 0);
  }
} catch (const std::exception&) {
  // Rank 0 cannot be reached: `heard` grows old, and lost() says so.
}

std::vector<std::string> RankWatch::lost() const { return silent_for(state_->patience); }

std::vector<std::string> RankWatch::silent_for(std::chrono::milliseconds patience) const {
  const std::lock_guard lock(state_->mutex);
  std::vector<std::string> all;
  const auto named = [](int rank, const Sign& sign) {
    return sign.who.empty() ? fmt::format("rank {}", rank) : fmt::format("rank {} ({})", rank, sign.who);
  };
  for (const auto& [rank, sign] : state_->signs) {
    if (!sign.why.empty()) all.push_back(named(rank, sign) + " ended: " + sign.why);
  }
  if (!all.empty()) return all;
  const auto heard = state_->last_heard();
  if (Clock::now() - heard > patience) {
    all.push_back(named(0, state_->signs.at(0)) +
                  " cannot be reached: it was killed or stopped, or the network is cut");
    return all;
  }
  for (const auto& [rank, sign] : state_->signs) {
    // Silent while rank 0 was heard: without it this process knows of nobody.
    if (heard - sign.moved > patience) {
      all.push_back(named(rank, sign) + " does not answer: it was killed or stopped, or the network is cut");
    }
  }
  return all;
}

std::vector<std::string> RankWatch::wait_for_lost() const {
  const auto end = Clock::now() + state_->short_patience + 3 * state_->period;
  auto found = silent_for(state_->short_patience);
  while (found.empty() && Clock::now() < end) {
    std::unique_lock lock(state_->mutex);
    state_->changed.wait_for(lock, state_->period / 2);
    lock.unlock();
    found = silent_for(state_->short_patience);
  }
  return found;
}

void RankWatch::leave(const std::string& why) noexcept {
  std::unique_lock lock(state_->mutex);
  state_->why = why.empty() ? "it failed" : why;
  const auto others = state_->rank == 0 ? state_->signs.size() : 1;
  state_->changed.notify_all();
  state_->changed.wait_for(lock, 4 * state_->period, [&] { return state_->told.size() == others; });
  const bool keeps_store = state_->rank == 0;
  lock.unlock();
  if (keeps_store) std::this_thread::sleep_for(4 * state_->period);  // the others still read from it
}

}  // namespace evograd::host
