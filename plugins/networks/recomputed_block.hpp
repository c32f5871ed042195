#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <functional>
#include <string>
#include <vector>

namespace networks {

/// A part of a network: y of x, computed with the parameters and buffers of some layers and with constants.
using Block = std::function<torch::Tensor(const torch::Tensor&)>;

/// block(x), saving only x for the backward pass, which repeats the block (activation checkpointing). Values, gradients
/// and buffers have the same bits as those of block(x). A graph of the gradient (create_graph) has the memory of the
/// plain block, and is right only if x is not computed with the parameters of `layers`, i.e. without shared weights.
///
/// `block` may use the parameters and buffers of `layers` and constants; everything else that requires a gradient, such
/// as a tap's meta-parameters, must stay outside. Name no layer that it does not use: the gradients of all its
/// parameters wait for this block. Both must outlive the graph. `draws`: whether it draws from the global generator of
/// x's device; the backward pass then repeats the draws. Without a graph or with forward-mode tangents it calls
/// block(x).
torch::Tensor recomputed_block(const std::vector<torch::nn::Module*>& layers, const torch::Tensor& x, Block block,
                               bool draws);

/// What the option `recompute` of a backbone does, for its schema.
inline std::string recompute_sentence() {
  return "recompute each block in the backward pass instead of storing its activations: less memory, identical bits, "
         "one more forward pass per backward pass";
}

}  // namespace networks
