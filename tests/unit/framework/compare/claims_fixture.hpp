#pragma once

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <string>

#include "framework/compare/claim_folder.hpp"
#include "framework/compare/vigil.hpp"

namespace evograd::test {

/// A worker on another machine, of which this one knows only what is in the folder.
inline host::Worker foreign_worker(const std::string& name) {
  return {.host = name, .system = "another boot", .process = 7, .started = "1", .job = "", .period = {}};
}

/// A clock that stands still until it is told.
struct HandClock {
  host::Vigil::Time now{};
  host::Vigil::Clock clock() {
    return [this] { return now; };
  }
  void pass(std::chrono::milliseconds time) { now += time; }
};

/// Runs `work` in another process, which ends without destructors; returns its number.
inline pid_t in_another_process(const std::function<void()>& work) {
  const auto child = fork();
  if (child != 0) return child;
  try {
    work();
  } catch (const std::exception&) {
    _exit(1);
  }
  _exit(0);
}

inline int wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return status;
}

/// Ends this process as the kernel or a user would: nothing is cleaned up.
[[noreturn]] inline void die() {
  kill(getpid(), SIGKILL);
  while (true) pause();
}

}  // namespace evograd::test
