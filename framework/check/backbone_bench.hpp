#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "framework/check/check.hpp"

namespace evograd::host::check {

/// What tasks feed: colour and grey images, numbers, tokens.
const std::vector<InputSpecification>& bench_inputs();

/// "numbers [3, 32, 32]".
std::string text(const InputSpecification& input);

/// [size, ...shape] of normal numbers in float32, or of tokens other than padding.
torch::Tensor batch_of(const InputSpecification& input, std::int64_t size, RandomKey key);

struct Accepted {
  std::shared_ptr<Backbone> backbone;
  InputSpecification input;
};

/// The backbone that the check is about, small, for each of the inputs that it takes; throws Skip where it takes none.
std::vector<Accepted> accepted(const Context& context);

}  // namespace evograd::host::check
