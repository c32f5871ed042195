#include "networks/sites.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>

#include "evograd/error.hpp"

namespace networks {
namespace {

/// Records the number of channels at each site.
struct Recorder : Tap {
  std::vector<SiteChannels> passed;

  torch::Tensor operator()(std::string_view site, const torch::Tensor& activation) override {
    passed.push_back({std::string(site), activation.size(channel_dimension(activation))});
    return activation;
  }
};

}  // namespace

std::int64_t channel_dimension(const torch::Tensor& activation) { return activation.dim() == 3 ? 2 : 1; }

std::vector<SiteChannels> site_channels(Backbone& backbone, const InputSpecification& input) {
  const torch::NoGradGuard no_grad;
  const bool training = backbone.is_training();
  backbone.eval();
  auto shape = input.shape;
  shape.insert(shape.begin(), 1);
  Recorder recorder;
  backbone.forward(torch::zeros(shape, input.vocabulary > 0 ? torch::kInt64 : torch::kFloat32), recorder);
  backbone.train(training);

  const auto stated = backbone.sites();
  const bool same = std::equal(stated.begin(), stated.end(), recorder.passed.begin(), recorder.passed.end(),
                               [](const auto& name, const auto& site) { return name == site.site; });
  if (!same) {
    throw Error("backbone",
                fmt::format("visits {} sites in a forward pass, but sites() returns {} or different ones",
                            recorder.passed.size(), stated.size()),
                "sites() must list each site at which forward() calls the tap, once and in order");
  }
  return recorder.passed;
}

std::vector<SiteChannels> named_sites(const std::vector<SiteChannels>& all, const std::vector<std::string>& names) {
  const auto called = [](const std::string& name) {
    return [&name](const SiteChannels& site) { return site.site == name; };
  };
  std::vector<SiteChannels> named;
  for (const auto& name : names) {
    const auto found = std::find_if(all.begin(), all.end(), called(name));
    if (found == all.end()) {
      std::string known;
      for (const auto& site : all) known += (known.empty() ? "" : ", ") + site.site;
      throw Error("[task] sites", "'" + name + "' is not a site of the backbone", "sites: " + known);
    }
    if (std::any_of(named.begin(), named.end(), called(name))) {
      throw Error("[task] sites", "'" + name + "' is named twice", "name each site once");
    }
    named.push_back(*found);
  }
  return named;
}

std::string site_in_name(const std::string& site) {
  auto name = site;
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

}  // namespace networks
