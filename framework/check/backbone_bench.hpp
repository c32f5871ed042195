#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "evograd/backbone.hpp"
#include "framework/check/check.hpp"

namespace evograd::host::check {

/// [size, ...shape] of normal numbers in float32, or of tokens other than padding.
torch::Tensor batch_of(const InputSpecification& input, std::int64_t size, RandomKey key);

struct Accepted {
  std::shared_ptr<Backbone> backbone;
  InputSpecification input;
};

/// The backbone that the check is about, small, for each of the inputs that it takes; throws Skip where it takes none.
std::vector<Accepted> accepted(const Context& context);

}  // namespace evograd::host::check
