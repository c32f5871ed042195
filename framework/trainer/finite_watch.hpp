#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evograd/flat_parameters.hpp"

namespace evograd::host {

/// Finds the first loss or gradient of a run that is not finite.
///
/// To look at a number waits for the device. On the CPU, where nothing is waited for, each is looked at when it is
/// made; elsewhere the first failure is recorded by the device itself, and require_finite() reads the record.
class FiniteWatch {
 public:
  /// A kind of number: what it is called, which component it is from, and what to do if it is not finite.
  struct Kind {
    std::string component;
    std::string what;
    std::string remedy;
  };

  /// `every`: steps between two readings; 1 to look at each number when it is made.
  explicit FiniteWatch(std::int64_t every) : every_(every) {}

  /// Watches `loss`, the number of `kind` in step `step`. Returns what is wrong ("the training loss is nan") if it is
  /// looked at now and is not finite; `now` is for numbers that must be known to be good at once.
  std::optional<std::string> watch(const torch::Tensor& loss, const Kind& kind, std::int64_t step, bool now);
  /// Likewise all elements of `gradient`, whose segments are those of `layout`.
  std::optional<std::string> watch(const torch::Tensor& gradient, const FlatLayout& layout, const Kind& kind,
                                   std::int64_t step, bool now);

  /// Reads the record if it is due after step `step`.
  void after_step(std::int64_t step) {
    if (every_ > 1 && (step + 1) % every_ == 0) require_finite();
  }
  /// Throws Error naming step, component and kind if a number that was watched was not finite.
  void require_finite() const;

 private:
  void record(const torch::Tensor& finite, const Kind& kind, std::int64_t step);

  std::int64_t every_;
  std::vector<Kind> kinds_;
  torch::Tensor first_;  // the step of the first failure × kKinds + its kind, below 0 if there is none
};

}  // namespace evograd::host
