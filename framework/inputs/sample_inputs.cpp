#include "framework/inputs/sample_inputs.hpp"

#include <fmt/ranges.h>

namespace evograd::host {

const std::vector<InputSpecification>& sample_inputs() {
  static const std::vector<InputSpecification> all{{{3, 32, 32}}, {{1, 28, 28}}, {{3, 16, 16}}, {{7}}, {{12}, 50, 0}};
  return all;
}

std::string input_text(const InputSpecification& input) {
  return fmt::format("{} [{}]", input.vocabulary > 0 ? "tokens" : "numbers", fmt::join(input.shape, ", "));
}

}  // namespace evograd::host
