#include "framework/run/metrics_text.hpp"

#include <fmt/core.h>

namespace evograd::host {

std::string metrics_text(std::int64_t step, const Metrics& metrics) {
  auto text = fmt::format("step {}", step);
  for (const auto& [name, value] : metrics) text += fmt::format("  {} {:.4g}", name, value);
  return text;
}

}  // namespace evograd::host
