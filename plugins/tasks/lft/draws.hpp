#pragma once

#include <cstdint>
#include <vector>

#include "evograd/random.hpp"

namespace lft {

using namespace evograd;

/// `count` distinct integers from 0 … size − 1 in random order: the beginning of a random permutation.
std::vector<std::int64_t> draw_distinct(std::int64_t size, std::int64_t count, RandomKey key);

/// A random integer in 0 … size − 1.
std::int64_t draw_one(std::int64_t size, RandomKey key);

}  // namespace lft
