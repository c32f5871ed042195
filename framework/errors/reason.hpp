#pragma once

#include <exception>
#include <string>

namespace evograd::host {

/// What `error` says to a user: of LibTorch's errors the message without the backtrace.
std::string reason(const std::exception& error);

/// The same for anything that was thrown, also what is no std::exception.
std::string reason(const std::exception_ptr& thrown);

}  // namespace evograd::host
