#pragma once

#include <cstdint>
#include <string>

namespace evograd::host {

/// Throws the exception that is being handled again as an Error that names step and component: "step 12, task 'lft'".
/// Cause and hint stay; of LibTorch's errors the backtrace goes. To be called in a catch block.
[[noreturn]] void throw_attributed(std::int64_t step, const std::string& component);

/// The same outside of steps: "task 'lft'". An Error that names a place of its own ("'image_shape'") keeps it.
[[noreturn]] void throw_attributed(const std::string& component);

/// What `work` returns; what it throws names step and component.
template <class Work>
auto attributed(std::int64_t step, const std::string& component, Work&& work) {
  try {
    return work();
  } catch (...) {
    throw_attributed(step, component);
  }
}

template <class Work>
auto attributed(const std::string& component, Work&& work) {
  try {
    return work();
  } catch (...) {
    throw_attributed(component);
  }
}

}  // namespace evograd::host
