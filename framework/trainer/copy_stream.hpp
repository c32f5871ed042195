#pragma once

#include <c10/core/Event.h>
#include <c10/core/Stream.h>

#include <functional>
#include <optional>

#include "evograd/training_state.hpp"

namespace evograd::host {

/// A stream of a device on which batches are copied beside the computation. On the CPU, which has no streams, it does
/// nothing.
class CopyStream {
 public:
  explicit CopyStream(c10::Device device);

  /// Calls `make`, whose copies go to this stream; for the thread that makes batches.
  StepBatches make(const std::function<StepBatches()>& make);

  /// Makes the current stream wait for the copies, and keeps the memory of `batches` from being used again while either
  /// stream may still use it; for the thread that computes. The host does not wait.
  void join(const StepBatches& batches);

 private:
  std::optional<c10::Stream> stream_;
  std::optional<c10::Event> copied_;
};

}  // namespace evograd::host
