#include "framework/trainer/finite_watch.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "evograd/error.hpp"
#include "framework/errors/not_finite_text.hpp"

namespace evograd::host {
namespace {

constexpr std::int64_t kKinds = 16;

}  // namespace

std::optional<std::string> FiniteWatch::watch(const torch::Tensor& loss, const Kind& kind, std::int64_t step,
                                              bool now) {
  if (every_ > 1 && !now) {
    record(torch::isfinite(loss), kind, step);
    return std::nullopt;
  }
  const auto value = loss.item<double>();
  return std::isfinite(value) ? std::nullopt
                              : std::optional(fmt::format("{} is {}", kind.what, not_finite_text(value)));
}

std::optional<std::string> FiniteWatch::watch(const torch::Tensor& gradient, const FlatLayout& layout, const Kind& kind,
                                              std::int64_t step, bool now) {
  const auto finite = torch::isfinite(gradient).all();
  if (every_ > 1 && !now) {
    record(finite, kind, step);
    return std::nullopt;
  }
  if (finite.item<bool>()) return std::nullopt;
  for (const auto& segment : layout.segments()) {
    if (torch::isfinite(layout.view(gradient, segment)).all().item<bool>()) continue;
    return kind.what + " of '" + segment.name + "' is not finite";
  }
  return std::nullopt;  // padding alone
}

void FiniteWatch::record(const torch::Tensor& finite, const Kind& kind, std::int64_t step) {
  const torch::NoGradGuard no_grad;
  const auto known =
      std::find_if(kinds_.begin(), kinds_.end(), [&](const Kind& other) { return other.what == kind.what; });
  const auto number = known - kinds_.begin();
  if (known == kinds_.end()) kinds_.push_back(kind);
  if (!first_.defined()) first_ = torch::full({}, -1, finite.options().dtype(torch::kInt64));
  first_.masked_fill_(finite.logical_not().logical_and_(first_ < 0), step * kKinds + number);
}

void FiniteWatch::require_finite() const {
  if (!first_.defined()) return;
  const auto first = first_.item<std::int64_t>();
  if (first < 0) return;
  const auto& kind = kinds_[static_cast<std::size_t>(first % kKinds)];
  throw Error(fmt::format("step {}, {}", first / kKinds, kind.component), kind.what + " is not finite", kind.remedy);
}

}  // namespace evograd::host
