#include "framework/run/reason.hpp"

#include <c10/util/Exception.h>

namespace evograd::host {

std::string reason(const std::exception& error) {
  if (const auto* torch_error = dynamic_cast<const c10::Error*>(&error)) return torch_error->what_without_backtrace();
  return error.what();
}

}  // namespace evograd::host
