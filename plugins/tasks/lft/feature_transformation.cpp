#include "feature_transformation.hpp"

#include <torch/torch.h>

#include <algorithm>

#include "evograd/error.hpp"

namespace evograd::lft {
namespace {

constexpr double softplus_beta = 100;

torch::Tensor sharp_softplus(const torch::Tensor& raw) { return torch::softplus(raw, softplus_beta); }

std::int64_t channel_dimension(const torch::Tensor& activation) { return activation.dim() == 3 ? 2 : 1; }

/// Writes down how many channels pass where.
struct Recorder : Tap {
  std::vector<SiteChannels> passed;

  torch::Tensor operator()(std::string_view site, const torch::Tensor& activation) override {
    passed.push_back({std::string(site), activation.size(channel_dimension(activation))});
    return activation;
  }
};

/// A module's name must not hold the dot that separates it from its parent's.
std::string parameter_name(const std::string& site, const char* which) {
  auto name = site;
  std::replace(name.begin(), name.end(), '.', '_');
  return name + "_" + which;
}

}  // namespace

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
                "passes " + std::to_string(recorder.passed.size()) + " sites in a forward pass, but states " +
                    std::to_string(stated.size()) + " or others",
                "sites() must name each place where forward() calls the tap, once and in order");
  }
  return recorder.passed;
}

FeatureTransformation::FeatureTransformation(const std::vector<SiteChannels>& sites, double gamma_start,
                                             double beta_start, bool learned)
    : torch::nn::Module("feature_transformation") {
  const auto add = [&](const std::string& site, const char* which, std::int64_t channels, double start) {
    const auto name = parameter_name(site, which);
    auto values = torch::full({channels}, start);
    return learned ? register_parameter(name, values) : register_buffer(name, values);
  };
  for (const auto& [site, channels] : sites) {
    gamma_[site] = add(site, "gamma", channels, gamma_start);
    beta_[site] = add(site, "beta", channels, beta_start);
  }
}

torch::Tensor FeatureTransformation::forward(std::string_view site, const torch::Tensor& x) const {
  const auto gamma = gamma_.find(site);
  if (gamma == gamma_.end()) return x;
  const auto& beta = beta_.find(site)->second;

  std::vector<std::int64_t> shape(static_cast<std::size_t>(x.dim()), 1);
  shape[static_cast<std::size_t>(channel_dimension(x))] = -1;
  const auto scale = (1 + torch::randn_like(gamma->second) * sharp_softplus(gamma->second)).view(shape);
  const auto shift = (torch::randn_like(beta) * sharp_softplus(beta)).view(shape);
  return torch::addcmul(shift, x, scale);  // one kernel, and x is all that it keeps
}

double FeatureTransformation::mean_of_softplus(const BySite& tensors) {
  double sum = 0;
  std::int64_t count = 0;
  for (const auto& [site, tensor] : tensors) {
    sum += sharp_softplus(tensor.detach()).sum().item<double>();
    count += tensor.numel();
  }
  return count > 0 ? sum / static_cast<double>(count) : 0;
}

}  // namespace evograd::lft
