#include "framework/threads/thread_choice.hpp"

#include <ATen/core/Tensor.h>
#include <ATen/record_function.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <thread>

namespace evograd::host {
namespace {

constexpr double kWorkPerThread = 400e6;

thread_local double counted = 0;
int processes_here = 1;

/// The elements of `value`, 0 if it is not a tensor.
double elements(const c10::IValue& value) {
  return value.isTensor() && value.toTensor().defined() ? static_cast<double>(value.toTensor().numel()) : 0;
}

/// The length of the first dimension, 1 if there is none.
double rows(const c10::IValue& value) {
  return value.isTensor() && value.toTensor().dim() > 0 ? static_cast<double>(value.toTensor().size(0)) : 1;
}

double columns(const c10::IValue& value) {
  return value.isTensor() && value.toTensor().dim() > 0 ? static_cast<double>(value.toTensor().size(-1)) : 1;
}

void count(const at::RecordFunction& function, at::ObserverContext* /*context*/) {
  const auto inputs = function.inputs();
  if (function.outputs().empty()) return;
  const auto results = elements(function.outputs()[0]);
  const char* name = function.name();
  const auto is = [&](const char* other) { return std::strcmp(name, other) == 0; };
  if (is("aten::convolution") && inputs.size() > 1) {
    counted += results * elements(inputs[1]) / std::max(1.0, rows(inputs[1]));
  } else if ((is("aten::mm") || is("aten::bmm")) && !inputs.empty()) {
    counted += results * columns(inputs[0]);
  } else if ((is("aten::addmm") || is("aten::baddbmm")) && inputs.size() > 1) {
    counted += results * columns(inputs[1]);
  }
}

struct CallbackRemoval {
  at::CallbackHandle callback;
  ~CallbackRemoval() { at::removeCallback(callback); }
};

}  // namespace

int core_count() {
  const auto usable = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  const bool bound = usable < static_cast<int>(sysconf(_SC_NPROCESSORS_ONLN));
  return bound ? usable : std::max(1, usable / processes_here);
}

void share_cores(int processes) { processes_here = std::max(1, processes); }

double multiply_adds_of(const std::function<void()>& work) {
  counted = 0;
  const auto callback = at::addThreadLocalCallback(
      at::RecordFunctionCallback([](const at::RecordFunction&) -> std::unique_ptr<at::ObserverContext> { return {}; },
                                 count)
          .needsInputs(true)
          .needsOutputs(true)
          .scopes({at::RecordScope::FUNCTION}));
  const CallbackRemoval removal{callback};
  work();
  return counted;
}

int threads_for(double multiply_adds, int cores) {
  const auto worth_using = std::max(1.0, multiply_adds / kWorkPerThread);
  return static_cast<int>(std::min(worth_using, static_cast<double>(std::max(1, cores))));
}

}  // namespace evograd::host
