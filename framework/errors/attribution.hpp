#pragma once

#include <cstdint>
#include <string>

namespace evograd::host {

/// Rethrows the exception being handled as an Error that names step and component: "step 12, task 'lft'". Cause and
/// hint are kept; the backtrace of LibTorch's errors is dropped. Call it in a catch block.
[[noreturn]] void throw_attributed(std::int64_t step, const std::string& component);

/// The same outside of steps: "task 'lft'". An Error that already names a place ("'image_shape'") keeps it.
[[noreturn]] void throw_attributed(const std::string& component);

/// Returns the result of `work`; adds step and component to what it throws.
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
