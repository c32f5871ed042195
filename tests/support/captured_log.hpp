#pragma once

#include <string>
#include <vector>

#include "evograd/message_receiver.hpp"

namespace evograd::test {

/// Keeps all messages that are logged while it exists.
class CapturedLog : public logging::Receiver {
 public:
  void message(logging::Level level, std::string_view text) override {
    lines.emplace_back(text);
    levels.push_back(level);
  }

  /// Whether a message contains `part`.
  bool have(const std::string& part) const {
    for (const auto& line : lines) {
      if (line.find(part) != std::string::npos) return true;
    }
    return false;
  }

  std::vector<std::string> lines;
  std::vector<logging::Level> levels;

 private:
  logging::ReceiverScope scope_{*this};
};

}  // namespace evograd::test
