#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "evograd/backbone.hpp"

namespace networks {

using namespace evograd;

/// A site of a backbone and how many channels pass there.
struct SiteChannels {
  std::string site;
  std::int64_t channels;
};

/// Which dimension of an activation holds the channels: 1 of [B, C, ...], 2 of [B, T, C].
std::int64_t channel_dimension(const torch::Tensor& activation);

/// The channels at each site of `backbone`, found by passing zeros of `input` through it in evaluation mode; training
/// flags are put back. Throws Error when the sites passed are not those stated.
std::vector<SiteChannels> site_channels(Backbone& backbone, const InputSpecification& input);

/// Those of `all` that the manifest's [task] sites calls `names`, in that order; throws Error on one that is not there
/// or there twice.
std::vector<SiteChannels> named_sites(const std::vector<SiteChannels>& all, const std::vector<std::string>& names);

/// `site` as a part of a parameter's name, in which a dot would separate it from its parent's.
std::string site_in_name(const std::string& site);

/// Passes a backbone's activations through `transformation.forward(site, activation)`.
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
