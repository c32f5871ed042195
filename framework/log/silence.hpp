#pragma once

#include "evograd/message_receiver.hpp"

namespace evograd::host {

/// Drops all messages and progress while it exists: of components that are only tried out or timed.
class Silence : public logging::Receiver {
 public:
  bool reads(logging::Level /*level*/) const override { return false; }
  void message(logging::Level /*level*/, std::string_view /*text*/) override {}

 private:
  logging::ReceiverScope scope_{*this};
};

}  // namespace evograd::host
