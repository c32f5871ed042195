#pragma once

#include <mutex>

#include "evograd/message_receiver.hpp"

namespace evograd::logging {

/// Who receives messages and progress, and the lock under which it is told.
struct Reception {
  std::recursive_mutex mutex;  // a receiver hands on to the one before by logging again
  Receiver* receiver = nullptr;
};

/// Never destroyed: threads may log until the process ends.
inline Reception& reception() {
  static auto* const only = new Reception;
  return *only;
}

}  // namespace evograd::logging
