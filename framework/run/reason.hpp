#pragma once

#include <exception>
#include <string>

namespace evograd::host {

/// What `error` says to a user: of LibTorch's errors the message without the backtrace.
std::string reason(const std::exception& error);

}  // namespace evograd::host
