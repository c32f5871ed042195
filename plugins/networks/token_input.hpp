#pragma once

#include <cstdint>
#include <string>

#include "evograd/backbone.hpp"

namespace networks {

using namespace evograd;

/// The shape of one token sequence: `length` numbers from 0 to `vocabulary` - 1, one of which is padding.
struct TokenShape {
  std::int64_t length;
  std::int64_t vocabulary;
  std::int64_t padding;
};

/// The shape in `input`; throws Error naming `backbone` unless it is {T} with a vocabulary.
TokenShape token_shape(const InputSpecification& input, const std::string& backbone);

}  // namespace networks
