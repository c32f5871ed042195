#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "evograd/backbone.hpp"

namespace networks {

using namespace evograd;

/// A site of a backbone and its number of channels.
struct SiteChannels {
  std::string site;
  std::int64_t channels;
};

/// The channel dimension of an activation: 1 for [B, C, ...], 2 for [B, T, C].
std::int64_t channel_dimension(const torch::Tensor& activation);

/// The channels at each site of `backbone`, found by a forward pass with zeros of the shape `input` in evaluation mode;
/// restores the training flags. Throws Error if the visited sites are not those of sites().
std::vector<SiteChannels> site_channels(Backbone& backbone, const InputSpecification& input);

/// Those of `all` listed in `names`, the manifest's [task] sites, in that order; throws Error on an unknown or a
/// duplicate site.
std::vector<SiteChannels> named_sites(const std::vector<SiteChannels>& all, const std::vector<std::string>& names);

/// `site` as a part of a parameter's name, without dots, which would separate module names.
std::string site_in_name(const std::string& site);

/// A tap that applies `transformation.forward(site, activation)` to a backbone's activations.
template <class Transformation>
class TransformingTap : public Tap {
 public:
  explicit TransformingTap(const Transformation& transformation) : transformation_(transformation) {}
  torch::Tensor operator()(std::string_view site, const torch::Tensor& activation) override {
    return transformation_.forward(site, activation);
  }

 private:
  const Transformation& transformation_;
};

}  // namespace networks
