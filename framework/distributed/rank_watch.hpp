#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace evograd::host {

/// What processes share beside their tensors: strings by name. A function may throw if the store cannot be reached.
struct SharedStrings {
  std::function<void(const std::string& name, const std::string& text)> set;
  /// The string called `name`, or "" if nobody has set it yet.
  std::function<std::string(const std::string& name)> get;
};

/// Knows which processes of a run live, so that an error can name the one that does not.
///
/// On a thread of its own it says that this process lives, and asks how the others are: rank 0 looks at each of them
/// and writes a summary that the others read. Clocks are never compared, only whether counters move.
class RankWatch {
 public:
  /// `open` opens a connection of the watch's own. `own` describes this process: "host, process 123". `patience`: after
  /// which time without a sign of life a process counts as lost.
  RankWatch(int rank, int size, std::function<SharedStrings()> open, std::string own,
            std::chrono::milliseconds patience);
  /// Does not wait for the thread, which may hang on a connection that is cut.
  ~RankWatch();
  RankWatch(const RankWatch&) = delete;
  RankWatch& operator=(const RankWatch&) = delete;

  /// One sentence on each process that has ended or does not answer; empty if all live.
  std::vector<std::string> lost() const;

  /// lost(), after waiting until somebody is, or for as long as it takes to notice.
  std::vector<std::string> wait_for_lost() const;

  /// Tells the others that this process ends because of `why`; waits until they have had time to read it.
  void leave(const std::string& why) noexcept;

 private:
  struct Sign;
  struct State;
  static void work(const std::shared_ptr<State>& state);

  std::shared_ptr<State> state_;
};

}  // namespace evograd::host
