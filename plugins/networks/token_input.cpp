#include "networks/token_input.hpp"

#include <fmt/core.h>

#include "evograd/error.hpp"
#include "networks/input_shape.hpp"

namespace networks {

TokenShape token_shape(const InputSpecification& input, const std::string& backbone) {
  if (input.shape.size() != 1 || input.shape[0] < 1 || input.vocabulary < 1) {
    const auto kind = input.vocabulary > 0 ? fmt::format(", tokens from a vocabulary of {}", input.vocabulary)
                                           : std::string(", numbers without a vocabulary");
    throw Error("backbone '" + backbone + "'",
                "needs sequences of tokens {length}, but the task feeds " + shape_text(input.shape) + kind,
                "choose another backbone for this task");
  }
  return {input.shape[0], input.vocabulary, input.padding};
}

}  // namespace networks
