#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

#include "evograd/export.hpp"

namespace evograd {

/// Where a piece of work is.
struct ProgressState {
  std::string what;            ///< "decoding images"
  std::string unit;            ///< what is counted, plural: "images"
  std::int64_t total = 0;      ///< of all the work
  std::int64_t done = 0;       ///< of it so far
  std::int64_t done_before{};  ///< of it before this process began: does not count for the rate
  double seconds = 0;          ///< since the work began in this process
  std::string note;            ///< further text: "loss 0.123"
};

/// Shows a piece of work that may take more than a few seconds while it lasts: a bar with rate and remaining time on a
/// terminal, an occasional line elsewhere, nothing if it is short.
///
/// \code
/// Progress progress("decoding images", files.size(), "images");
/// for (const auto& file : files) {
///   decode(file);
///   progress.advance();
/// }
/// \endcode
///
/// One may last within another; the inner one is shown. Use an object on one thread at a time. advance() is cheap
/// enough for every step: the host hears of it ten times per second at most.
class EVOGRAD_API Progress {
 public:
  /// Begins work that is called `what`, of `total` `unit`, `done_before` of which were done by an earlier process.
  Progress(std::string what, std::int64_t total, std::string unit, std::int64_t done_before = 0);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Adds `count` to what is done.
  void advance(std::int64_t count = 1);

  /// Shows the result of `note` beside the bar at the next advance(), which calls it only if the bar is drawn.
  void note(std::function<std::string()> note) { note_ = std::move(note); }

 private:
  using Clock = std::chrono::steady_clock;

  ProgressState state_;
  std::function<std::string()> note_;
  Clock::time_point begin_ = Clock::now();
  Clock::time_point told_ = begin_;
};

}  // namespace evograd
