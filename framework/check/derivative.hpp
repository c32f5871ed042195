#pragma once

#include <functional>

#include "evograd/flat_parameters.hpp"
#include "evograd/random.hpp"

namespace evograd::host::check {

/// |derivative of `loss` by autograd − by central differences|, relative to their size, in double precision.
///
/// Along three directions between the gradient, so that round-off does not count, and a random vector, so that a wrong
/// gradient shows; the least of the three, since the kink of a ReLU may lie on the way along one of them.
double derivative_error(const std::function<torch::Tensor()>& loss, FlatParameters& parameters, RandomKey key);

}  // namespace evograd::host::check
