#include "evograd/deferred_number.hpp"

namespace evograd {

double DeferredNumber::value() const {
  if (pending_.defined()) {
    value_ = pending_.item<double>();
    pending_.reset();
  }
  return value_;
}

}  // namespace evograd
