#pragma once

#include <torch/types.h>

#include "tasks/lft/glyphs/instance_randomness.hpp"

namespace lft {

/// `masters`, float [n, 1, H, H] in [0, 1], drawn as by n hands: thicker or thinner, turned, stretched, slanted, moved
/// and bent; float [n, 1, size, size] in [0, 1].
///
/// `strength` 0 only changes the size, 1 turns by up to 15 degrees. What leaves the picture is lost.
torch::Tensor jittered(const torch::Tensor& masters, double strength, std::int64_t size, InstanceRandomness& random);

}  // namespace lft
