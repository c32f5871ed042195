#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

namespace networks {

/// convolution(max(norm(x), 0)), of which the backward pass finds only x kept: it makes the activation between the two
/// again, which costs a batch norm and a ReLU and no convolution. Values and gradients have the same bits as the plain
/// modules'; a graph of the gradient (create_graph) costs one forward pass of the three more.
///
/// x [B, C, H, W]. `norm` with running averages, `convolution` without bias. Without a graph, on other devices
/// than the CPU, or with tangents of forward mode, it is the plain modules.
torch::Tensor recomputed_norm_relu_convolution(const torch::Tensor& x, torch::nn::BatchNorm2d& norm,
                                               torch::nn::Conv2d& convolution);

}  // namespace networks
