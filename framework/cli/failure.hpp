#pragma once

#include <functional>
#include <string>

#include "evograd/error.hpp"
#include "framework/cli/terminal.hpp"

namespace evograd::host {

/// The command line asks for something that there is not; exit code exit_code::bad_usage.
class UsageError : public Error {
 public:
  explicit UsageError(std::string what, std::string help = {}) : Error("", std::move(what), std::move(help)) {}
};

/// Runs `work` and returns its exit code, or the code for what it throws, after printing that to `terminal.err`.
int guarded(const Terminal& terminal, const std::function<int()>& work) noexcept;

}  // namespace evograd::host
