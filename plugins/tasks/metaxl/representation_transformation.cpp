#include "representation_transformation.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "evograd/error.hpp"

namespace metaxl {

using namespace evograd;

namespace {

torch::Tensor xavier_normal(std::int64_t outputs, std::int64_t inputs) {
  auto weight = torch::empty({outputs, inputs});
  torch::nn::init::xavier_normal_(weight);
  return weight;
}

}  // namespace

RepresentationTransformation::RepresentationTransformation(const std::vector<networks::SiteChannels>& sites,
                                                           const Form& form)
    : torch::nn::Module("representation_transformation"), detach_(form.detach) {
  const auto add = [&](const std::string& name, torch::Tensor values) {
    return form.learned ? register_parameter(name, std::move(values)) : register_buffer(name, std::move(values));
  };
  for (const auto& [site, channels] : sites) {
    const auto width = form.bottleneck > 0 ? form.bottleneck : std::max<std::int64_t>(1, channels / 4);
    const auto name = networks::site_in_name(site);
    Perceptron perceptron;
    perceptron.number = static_cast<std::int64_t>(perceptrons_.size());
    perceptron.weight1 = add(name + "_weight1", xavier_normal(width, channels));
    perceptron.bias1 = add(name + "_bias1", torch::zeros({width}));
    perceptron.weight2 = add(name + "_weight2", xavier_normal(channels + 1, width));
    perceptron.bias2 = add(name + "_bias2", torch::zeros({channels + 1}));
    perceptrons_[site] = std::move(perceptron);
  }
  if (sites.size() > 1) mixture_ = add("mixture", torch::zeros({static_cast<std::int64_t>(sites.size())}));
}

torch::Tensor RepresentationTransformation::forward(std::string_view site, const torch::Tensor& h) const {
  const auto found = perceptrons_.find(site);
  if (found == perceptrons_.end()) return h;
  const auto& perceptron = found->second;
  const auto channels = perceptron.weight1.size(1);
  if (h.size(-1) != channels) {
    throw Error("backbone", "has site '" + found->first + "' whose channels are not the last dimension",
                "the representation transformation is for text: choose char-cnn, transformer or bert");
  }
  const auto inner = torch::relu(torch::linear(detach_ ? h.detach() : h, perceptron.weight1, perceptron.bias1));
  const auto outer = torch::linear(inner, perceptron.weight2, perceptron.bias2);
  auto change = outer.narrow(-1, 0, channels) * torch::sigmoid(outer.narrow(-1, channels, 1));
  if (mixture_.defined()) change = change * mixture_at(perceptron.number);
  return h + change;
}

torch::Tensor RepresentationTransformation::mixture_at(std::int64_t number) const {
  return torch::softmax(mixture_, 0)[number] * static_cast<double>(perceptrons_.size());
}

std::vector<std::pair<std::string, double>> RepresentationTransformation::strength_by_site() const {
  const torch::NoGradGuard no_grad;
  std::vector<std::pair<std::string, double>> strength;
  for (const auto& [site, perceptron] : perceptrons_) {
    const double mixture = mixture_.defined() ? mixture_at(perceptron.number).item<double>() : 1;
    strength.emplace_back(site, mixture * perceptron.weight2.norm().item<double>());
  }
  return strength;
}

}  // namespace metaxl
