#pragma once

#include <torch/nn/modules/batchnorm.h>
#include <torch/nn/modules/conv.h>

namespace networks {

/// convolution(max(norm(x), 0)), saving only x for the backward pass, which recomputes the activation between the two
/// at the cost of a batch norm and a ReLU, without a convolution. Values and gradients have the same bits as those of
/// the plain modules; a graph of the gradient (create_graph) costs one more forward pass of the three.
///
/// x [B, C, H, W]. `norm` with running averages, `convolution` without bias. Without a graph, on devices other than the
/// CPU, with forward-mode tangents, or if the batch's statistics are shared by processes, it calls the plain modules.
torch::Tensor recomputed_norm_relu_convolution(const torch::Tensor& x, torch::nn::BatchNorm2d& norm,
                                               torch::nn::Conv2d& convolution);

}  // namespace networks
