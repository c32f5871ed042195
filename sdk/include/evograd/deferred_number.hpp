#pragma once

#include <ATen/core/Tensor.h>

#include "evograd/export.hpp"

namespace evograd {

/// A number that a device may still be computing. It converts to double, which waits for the device.
///
/// A step that reads no such number never waits, so that the host can queue the work of the next step meanwhile. Losses
/// are of this type; pass them on (to the log) without reading them.
class EVOGRAD_API DeferredNumber {
 public:
  /// A number that is known.
  DeferredNumber(double value = 0) : value_(value) {}  // NOLINT(google-explicit-constructor)
  /// The number in `scalar`, a tensor with one element, which must not be written to afterwards.
  explicit DeferredNumber(const at::Tensor& scalar) : pending_(scalar.detach()) {}

  /// The number; waits for the device if it has not been read before.
  double value() const;
  /// value().
  operator double() const { return value(); }  // NOLINT(google-explicit-constructor)

 private:
  mutable at::Tensor pending_;
  mutable double value_ = 0;
};

}  // namespace evograd
