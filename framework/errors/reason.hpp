#pragma once

#include <exception>
#include <string>

namespace evograd::host {

/// The message of `error` for a user: for LibTorch's errors, without the backtrace.
std::string reason(const std::exception& error);

/// The same for anything that was thrown, including what is not a std::exception.
std::string reason(const std::exception_ptr& thrown);

}  // namespace evograd::host
