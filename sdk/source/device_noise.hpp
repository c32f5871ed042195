#pragma once

#include <torch/types.h>

#include <cstdint>

#include "evograd/export.hpp"
#include "evograd/perturbation.hpp"

namespace evograd {

/// The elements [begin, end) of the noise of `key`, computed on `device` by tensor functions: the numbers of
/// Perturbation's own generator, Gaussian ones to the accuracy of the device's logarithm, sine and cosine. Float64.
EVOGRAD_API torch::Tensor device_noise(std::uint64_t key, Noise kind, std::int64_t begin, std::int64_t end,
                                       torch::Device device);

}  // namespace evograd
