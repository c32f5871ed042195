#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "domain.hpp"

namespace lft {

using namespace evograd;

/// `count` images of `split`, each drawn independently: a class, then one of its images.
std::vector<Sample> draw_samples(const Domain& domain, Split split, std::int64_t count, RandomKey key);

/// Their classes, int64 [n].
torch::Tensor labels(const std::vector<Sample>& samples);

}  // namespace lft
