#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

#include "evograd/random.hpp"

namespace meta_weight_net {

using namespace evograd;

/// How labels go wrong.
enum class Noise {
  none,
  uniform,   ///< drawn again from all classes, the true one included: really wrong at rate p(1 − 1/C)
  flip,      ///< each class into one other class: a random permutation without fixed points
  flip_two,  ///< each class into two random other classes, p/2 each: what the paper calls flip noise
};

/// The noise called `name`: "none", "uniform", "flip" or "flip-two".
Noise noise_named(const std::string& name);

/// Row c: the probabilities of the labels that an example of class c is given; double [C, C]. `rate` is p, `key`
/// chooses the other classes. Throws Error when there are too few classes for the kind of noise.
torch::Tensor transition_matrix(Noise noise, double rate, std::int64_t classes, RandomKey key);

/// `labels`, int64 [N], each drawn independently from its row of `transition`; a function of `key`.
torch::Tensor corrupted(const torch::Tensor& labels, const torch::Tensor& transition, RandomKey key);

}  // namespace meta_weight_net
