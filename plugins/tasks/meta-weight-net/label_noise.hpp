#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

#include "evograd/random.hpp"

namespace meta_weight_net {

using namespace evograd;

/// The kind of label noise.
enum class Noise {
  none,
  uniform,   ///< drawn again from all classes, including the true one: actually wrong at rate p(1 − 1/C)
  flip,      ///< each class into one other class: a random permutation without fixed points
  flip_two,  ///< each class into two random other classes, p/2 each: the flip noise of the paper
};

/// The noise called `name`: "none", "uniform", "flip" or "flip-two".
Noise noise_named(const std::string& name);

/// Row c: the label probabilities of an example of class c; double [C, C]. `rate` is p, `key` selects the other
/// classes. Throws Error if there are too few classes for the kind of noise.
torch::Tensor transition_matrix(Noise noise, double rate, std::int64_t classes, RandomKey key);

/// `labels`, int64 [N], each drawn independently from its row of `transition`; a function of `key`.
torch::Tensor corrupted(const torch::Tensor& labels, const torch::Tensor& transition, RandomKey key);

}  // namespace meta_weight_net
