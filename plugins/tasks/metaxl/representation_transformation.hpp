#pragma once

#include <torch/nn/module.h>
#include <torch/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "networks/sites.hpp"

namespace metaxl {

/// Representation transformation: h' = h + m · σ(g) ⊙ u, (u, g) = W₂ relu(W₁ h + b₁) + b₂, at each of the sites S.
///
/// h, h' [B, T, C] or [B, C]; W₁ [b, C], W₂ [C + 1, b]: u [.., C], g [.., 1], a gate for each position. Weights start
/// Xavier-normal from the global generator, biases 0. With several sites each has its own network and
/// m = |S| softmax(α) at it, α [|S|] starting at 0; with one site m is 1 and there is no α. With `detach`, u and g are
/// computed from h without gradient, so that the layers below learn only through the residual; with several sites the
/// derivative with respect to λ then omits the effect of a lower site's change on the u and g of an upper one. Gradient
/// reaches h, W, b and α. Citation: M. Xia et al., MetaXL: meta representation transformation for low-resource
/// cross-lingual learning, NAACL 2021, section 3.1.
class RepresentationTransformation : public torch::nn::Module {
 public:
  struct Form {
    std::int64_t bottleneck = 0;  ///< b; 0 for C/4, at least 1
    bool detach = true;
    bool learned = true;  ///< parameters of the module, else buffers
  };
  RepresentationTransformation(const std::vector<networks::SiteChannels>& sites, const Form& form);

  /// h', or h itself at a site that is not transformed. Throws Error if channels are not the last dimension.
  torch::Tensor forward(std::string_view site, const torch::Tensor& h) const;

  /// ‖m W₂‖_F at each site: 0 if h is unchanged except for the bias.
  std::vector<std::pair<std::string, double>> strength_by_site() const;

 private:
  torch::Tensor mixture_at(std::int64_t number) const;

  struct Perceptron {
    std::int64_t number;
    torch::Tensor weight1, bias1, weight2, bias2;
  };

  bool detach_;
  std::map<std::string, Perceptron, std::less<>> perceptrons_;
  torch::Tensor mixture_;  ///< α; undefined if there is one site
};

}  // namespace metaxl
