#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace evograd::host {

/// What rank 0 and one other process share beside their tensors: strings by name. A function may throw, or never
/// return, if the other process cannot be reached.
struct SharedStrings {
  std::function<void(const std::string& name, const std::string& text)> set;
  /// The string called `name`, or "" if nobody has set it yet.
  std::function<std::string(const std::string& name)> get;
};

/// Knows which processes of a run live, so that an error can name the one that does not.
///
/// On threads of its own it says that this process lives, and asks how the others are: rank 0 looks at each of them and
/// writes a summary for each. Each has strings of its own, for one that is cut off in the middle of a request may block
/// the store it talks to. Clocks are never compared, only whether counters move.
class RankWatch {
 public:
  /// `open` opens the strings that rank 0 shares with `rank`, on either of them. `own` describes this process: "host,
  /// process 123". A process without a sign of life is noticed within `timeout` by all others.
  RankWatch(int rank, int size, std::function<SharedStrings(int rank)> open, std::string own,
            std::chrono::milliseconds timeout);
  /// Does not wait for its threads, which may hang on a connection that is cut.
  ~RankWatch();
  RankWatch(const RankWatch&) = delete;
  RankWatch& operator=(const RankWatch&) = delete;

  /// One sentence on each process that has ended or does not answer; empty if all live.
  std::vector<std::string> lost() const;

  /// lost() where a connection has failed, after waiting until somebody is: a short silence is enough.
  std::vector<std::string> wait_for_lost() const;

  /// Tells the others that this process ends because of `why`; waits until they have had time to read it.
  void leave(const std::string& why) noexcept;

 private:
  struct Sign;
  struct State;
  std::vector<std::string> silent_for(std::chrono::milliseconds patience) const;
  static void look_after(const std::shared_ptr<State>& state, int rank);
  static void follow(const std::shared_ptr<State>& state);

  std::shared_ptr<State> state_;
};

}  // namespace evograd::host
