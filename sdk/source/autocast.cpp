#include "evograd/autocast.hpp"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace evograd {
namespace {

// The functions with a device as argument are of LibTorch 2.4; later versions lack the others.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
bool is_enabled(c10::DeviceType device) { return at::autocast::is_autocast_enabled(device); }
c10::ScalarType type_of(c10::DeviceType device) { return at::autocast::get_autocast_dtype(device); }
void enable(c10::DeviceType device, bool enabled) { at::autocast::set_autocast_enabled(device, enabled); }
void set_type(c10::DeviceType device, c10::ScalarType type) { at::autocast::set_autocast_dtype(device, type); }
#else
bool is_cpu(c10::DeviceType device) { return device == c10::DeviceType::CPU; }
bool is_enabled(c10::DeviceType device) {
  return is_cpu(device) ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
}
c10::ScalarType type_of(c10::DeviceType device) {
  return is_cpu(device) ? at::autocast::get_autocast_cpu_dtype() : at::autocast::get_autocast_gpu_dtype();
}
void enable(c10::DeviceType device, bool enabled) {
  is_cpu(device) ? at::autocast::set_cpu_enabled(enabled) : at::autocast::set_enabled(enabled);
}
void set_type(c10::DeviceType device, c10::ScalarType type) {
  is_cpu(device) ? at::autocast::set_autocast_cpu_dtype(type) : at::autocast::set_autocast_gpu_dtype(type);
}
#endif

void set(std::optional<c10::ScalarType> type) {
  for (const auto device : {c10::DeviceType::CPU, c10::DeviceType::CUDA}) {
    enable(device, type.has_value());
    if (type) set_type(device, *type);
  }
}

}  // namespace

std::optional<c10::ScalarType> current_autocast() {
  if (!is_enabled(c10::DeviceType::CPU)) return std::nullopt;
  return type_of(c10::DeviceType::CPU);
}

AutocastScope::AutocastScope(std::optional<c10::ScalarType> type)
    : before_(current_autocast()), keeps_weights_(at::autocast::is_autocast_cache_enabled()) {
  at::autocast::set_autocast_cache_enabled(false);
  set(type);
}

AutocastScope::~AutocastScope() {
  set(before_);
  at::autocast::set_autocast_cache_enabled(keeps_weights_);
}

}  // namespace evograd
