#pragma once

#include <functional>
#include <string>

#include "evograd/error.hpp"
#include "framework/log/console_log.hpp"

namespace evograd::host {

/// The command line asks for something that does not exist; exit code exit_code::bad_usage.
class UsageError : public Error {
 public:
  explicit UsageError(std::string what, std::string help = {}) : Error("", std::move(what), std::move(help)) {}
};

/// Runs `work` and returns its exit code, or writes what it throws to `log` and returns the code for that.
int guarded(ConsoleLog& log, const std::function<int()>& work) noexcept;

}  // namespace evograd::host
