#include "framework/errors/reason.hpp"

#include <c10/util/Exception.h>

#include <new>

namespace evograd::host {

std::string reason(const std::exception& error) {
  if (const auto* torch_error = dynamic_cast<const c10::Error*>(&error)) return torch_error->what_without_backtrace();
  return error.what();
}

std::string reason(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::bad_alloc&) {
    return "out of memory";
  } catch (const std::exception& error) {
    return reason(error);
  } catch (...) {
    return "a plugin threw something that is not a std::exception";
  }
}

}  // namespace evograd::host
