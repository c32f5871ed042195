#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "framework/compare/worker.hpp"

namespace evograd::host {

/// The file by which others see that a worker is alive: its number grows with each beat. Nobody compares clocks.
class Heartbeat {
 public:
  /// Creates the file in `folder`. Throws Error.
  Heartbeat(const std::filesystem::path& folder, const Worker& worker);
  /// Removes it.
  ~Heartbeat();
  Heartbeat(const Heartbeat&) = delete;
  Heartbeat& operator=(const Heartbeat&) = delete;

  static std::filesystem::path file_of(const std::filesystem::path& folder, const Worker& worker);

  /// What the file of a worker contains; empty if there is none.
  static std::string read(const std::filesystem::path& file);

  /// One beat. A failure is left to the next one: others take a worker whose files stay silent for dead.
  void beat();

  /// Beats once per period on a thread of its own from now on.
  void start();

  /// What that thread calls after each beat.
  void after_each_beat(std::function<void()> after);

 private:
  std::filesystem::path file_;
  Worker worker_;
  std::int64_t count_ = 0;
  std::function<void()> after_ = [] {};
  std::mutex mutex_;
  std::condition_variable_any stop_;
  std::jthread thread_;
};

}  // namespace evograd::host
