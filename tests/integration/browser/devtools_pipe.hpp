#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/scratch_folder.hpp"

namespace evograd::test {

/// A headless Chromium as a child process, and the pipe over which it is told what to do (the Chrome DevTools
/// Protocol). Whatever goes wrong throws std::runtime_error.
class DevtoolsPipe {
 public:
  using Json = nlohmann::json;

  DevtoolsPipe();
  ~DevtoolsPipe();
  DevtoolsPipe(const DevtoolsPipe&) = delete;
  DevtoolsPipe& operator=(const DevtoolsPipe&) = delete;

  /// Sends a command and returns its result. What the browser reports meanwhile goes to on_event.
  Json call(const std::string& method, const Json& parameters, const std::string& session = {});

  /// Waits, with on_event at work, until `done`.
  void wait_until(const std::function<bool()>& done);

  std::function<void(const std::string& event, const Json& parameters)> on_event;

 private:
  Json next_message();

  ScratchFolder profile_;  ///< a folder of its own, so that nothing of another browser is seen or changed
  pid_t process_ = -1;
  int to_browser_ = -1;
  int from_browser_ = -1;
  std::string unread_;
  int last_id_ = 0;
};

}  // namespace evograd::test
