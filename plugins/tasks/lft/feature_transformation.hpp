#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "networks/sites.hpp"

namespace lft {

using namespace evograd;

/// Feature-wise transformation: y = x (1 + n₁ s(γ)) + n₂ s(β), s(a) = log(1 + e^{100 a})/100, n₁, n₂ ~ N(0, 1).
///
/// x [B, C, ...] and y alike (channels are dimension 1; dimension 2 of [B, T, C]); γ, β [1, C, 1, ...] at each site,
/// parameters of the module or, if they are not learned, buffers. One draw of n₁, n₂ per channel and forward pass,
/// shared by all examples of the batch, from LibTorch's global generator. Gradient reaches x, γ and β.
/// Citation: H.-Y. Tseng, H.-Y. Lee, J.-B. Huang, M.-H. Yang, Cross-domain few-shot classification via learned
/// feature-wise transformation, ICLR 2020, section 3.2.
class FeatureTransformation : public torch::nn::Module {
 public:
  /// γ and β start at the given values in every channel, before s().
  FeatureTransformation(const std::vector<networks::SiteChannels>& sites, double gamma_start, double beta_start,
                        bool learned);

  /// y, or x itself at a site that is not transformed.
  torch::Tensor forward(std::string_view site, const torch::Tensor& x) const;

  /// The standard deviations of the noise at a site, means over its channels of s(γ) and of s(β).
  struct Noise {
    double scale;
    double shift;
  };
  std::vector<std::pair<std::string, Noise>> noise_by_site() const;

  /// The mean over all channels of s(γ) and of s(β): the standard deviations of the noise.
  double mean_scale() const { return mean_of_softplus(gamma_); }
  double mean_shift() const { return mean_of_softplus(beta_); }

 private:
  using BySite = std::map<std::string, torch::Tensor, std::less<>>;
  static double mean_of_softplus(const BySite& tensors);

  BySite gamma_;
  BySite beta_;
};

}  // namespace lft
