#include "feature_transformation.hpp"

#include <torch/torch.h>

namespace lft {
namespace {

constexpr double softplus_beta = 100;

torch::Tensor sharp_softplus(const torch::Tensor& raw) { return torch::softplus(raw, softplus_beta); }

}  // namespace

FeatureTransformation::FeatureTransformation(const std::vector<networks::SiteChannels>& sites, double gamma_start,
                                             double beta_start, bool learned)
    : torch::nn::Module("feature_transformation") {
  const auto add = [&](const std::string& site, const char* which, std::int64_t channels, double start) {
    const auto name = networks::site_in_name(site) + "_" + which;
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
  shape[static_cast<std::size_t>(networks::channel_dimension(x))] = -1;
  const auto scale = (1 + torch::randn_like(gamma->second) * sharp_softplus(gamma->second)).view(shape);
  const auto shift = (torch::randn_like(beta) * sharp_softplus(beta)).view(shape);
  return torch::addcmul(shift, x, scale);  // one kernel, which saves only x
}

std::vector<std::pair<std::string, FeatureTransformation::Noise>> FeatureTransformation::noise_by_site() const {
  const auto mean = [](const torch::Tensor& raw) { return sharp_softplus(raw.detach()).mean().item<double>(); };
  std::vector<std::pair<std::string, Noise>> noise;
  for (const auto& [site, gamma] : gamma_) noise.push_back({site, {mean(gamma), mean(beta_.at(site))}});
  return noise;
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

}  // namespace lft
