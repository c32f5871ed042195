#include "framework/compare/work.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

#include "evograd/logging.hpp"
#include "evograd/progress.hpp"
#include "evograd/text.hpp"
#include "framework/run/stop_signals.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t kMostNamed = 4;  ///< runs of others in a message

/// What the threads of a worker share.
class Workers {
 public:
  Workers(CellQueue& queue, const Vigil& vigil, const std::vector<CellRun>& runs, bool wait)
      : queue_(queue),
        vigil_(vigil),
        runs_(runs),
        wait_(wait),
        progress_("comparing", static_cast<std::int64_t>(runs.size()), "runs") {}

  WorkEnd run(std::int64_t jobs) {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(runs_.size(), static_cast<std::size_t>(jobs)); ++i) {
      threads.emplace_back([this] { work(); });
    }
    threads.clear();  // joins
    if (failure_) std::rethrow_exception(failure_);
    return {signals_.received(), left_};
  }

 private:
  bool stopped() const { return signals_.received() != 0 || broken_; }

  void work() {
    try {
      while (!stopped()) {
        const auto turn = queue_.next();
        tell_news();
        if (turn.kind == Turn::Kind::done) return;
        if (turn.kind == Turn::Kind::run) {
          run_cell(turn);
        } else if (turn.others && !wait_) {
          left_ = true;
          return;
        } else {
          if (turn.others) tell_waiting();
          std::this_thread::sleep_for(vigil_.pause());
        }
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!failure_) failure_ = std::current_exception();
      broken_ = true;
    }
  }

  void run_cell(const Turn& turn) {
    const auto& run = runs_[turn.cell];
    if (!turn.before.empty()) {
      logging::info(fmt::format("{}: {}; taken over, from its newest checkpoint on", run.name(), turn.before));
    } else {
      logging::debug(run.name() + ": claimed");
    }
    CellRun::End end = CellRun::End::stopped;
    try {
      end = run.run({.stop = [this] { return stopped(); }, .abandon = [&] { return queue_.lost(turn.cell); }});
    } catch (...) {
      queue_.conclude(turn, ClaimState::released);
      throw;
    }
    switch (end) {
      case CellRun::End::finished:
      case CellRun::End::failed: {
        const bool failed = end == CellRun::End::failed;
        queue_.conclude(turn, failed ? ClaimState::failed : ClaimState::finished);
        tell_done(run.name(), failed ? ", failed" : "");
        break;
      }
      case CellRun::End::stopped:
        queue_.conclude(turn, ClaimState::released);
        logging::info(run.name() + ": stopped; the next worker resumes it");
        break;
      case CellRun::End::abandoned:
        queue_.conclude(turn, ClaimState::released);
        logging::warning(run.name() +
                         ": another worker has taken it over, since this one had given no sign of life; a " +
                         "longer --claim-timeout waits longer");
        break;
    }
  }

  void tell_done(const std::string& name, const std::string& remark) {
    const std::lock_guard lock(mutex_);
    progress_.advance();
    logging::info(fmt::format("[{}/{}] {}{}", ++done_, runs_.size(), name, remark));
  }

  void tell_news() {
    for (const auto& [cell, by, failed, before] : queue_.news()) {
      tell_done(runs_[cell].name(), std::string(failed   ? ", failed"
                                                : before ? ", finished"
                                                         : "") +
                                        (before ? " before" : "") + (by.empty() ? "" : ", by " + by));
    }
  }

  void tell_waiting() {
    auto busy = queue_.busy();
    const auto count = busy.size();
    if (busy.size() > kMostNamed) busy.resize(kMostNamed);
    auto text = fmt::format("waiting for {} that other workers have claimed: {}{}",
                            count == 1 ? "1 run" : fmt::format("{} runs", count), comma_separated(busy),
                            count > busy.size() ? " and others" : "");
    const auto silent = [](std::string line) {  // seconds of silence alone are no news
      for (auto at = line.find(", silent for"); at != std::string::npos; at = line.find(", silent for")) {
        line.erase(at, line.find(')', at) - at);
      }
      return line;
    };
    const std::lock_guard lock(mutex_);
    const bool news = silent(text) != silent(waiting_);
    waiting_ = text;
    if (news) logging::info(text);
  }

  CellQueue& queue_;
  const Vigil& vigil_;
  const std::vector<CellRun>& runs_;
  bool wait_;
  StopSignals signals_;
  Progress progress_;
  std::size_t done_ = 0;
  std::string waiting_;
  std::atomic<bool> left_ = false;
  std::atomic<bool> broken_ = false;
  std::exception_ptr failure_;
  std::mutex mutex_;
};

}  // namespace

WorkEnd work(CellQueue& queue, const Vigil& vigil, const std::vector<CellRun>& runs, std::int64_t jobs, bool wait) {
  if (runs.empty()) return {};
  return Workers(queue, vigil, runs, wait).run(jobs);
}

}  // namespace evograd::host
