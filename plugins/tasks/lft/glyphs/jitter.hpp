#pragma once

#include <torch/types.h>

#include "tasks/lft/glyphs/instance_randomness.hpp"

namespace lft {

/// Random handwriting-like variants of `masters`, float [n, 1, H, H] in [0, 1]: thicker or thinner, rotated, stretched,
/// slanted, shifted and bent; float [n, 1, size, size] in [0, 1].
///
/// `strength` 0 only changes the size, 1 rotates by up to 15 degrees. Parts outside the image are cut off.
torch::Tensor jittered(const torch::Tensor& masters, double strength, std::int64_t size, InstanceRandomness& random);

}  // namespace lft
