#include "evograd/logging.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <mutex>
#include <utility>

#include "reception.hpp"

namespace evograd::logging {

void debug(std::string_view message) { write(Level::debug, message); }
void info(std::string_view message) { write(Level::info, message); }
void warning(std::string_view message) { write(Level::warning, message); }
void error(std::string_view message) { write(Level::error, message); }

void write(Level level, std::string_view message) {
  auto& [mutex, receiver] = reception();
  const std::lock_guard lock(mutex);
  if (receiver != nullptr) {
    receiver->message(level, message);
  } else if (level >= Level::warning) {
    fmt::print(stderr, "{}: {}\n", level == Level::warning ? "warning" : "error", message);
  }
}

void write(Level level, const std::function<std::string()>& message) {
  const auto wanted = [&] {
    auto& [mutex, receiver] = reception();
    const std::lock_guard lock(mutex);
    return receiver != nullptr ? receiver->reads(level) : level >= Level::warning;
  };
  if (wanted()) write(level, message());
}

ReceiverScope::ReceiverScope(Receiver& receiver) {
  const std::lock_guard lock(reception().mutex);
  before_ = std::exchange(reception().receiver, &receiver);
}

ReceiverScope::~ReceiverScope() {
  const std::lock_guard lock(reception().mutex);
  reception().receiver = before_;
}

}  // namespace evograd::logging
