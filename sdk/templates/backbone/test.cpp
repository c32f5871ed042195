// Checks the shape of the features, and that the network continues with what the tap returns.
#include <cstdio>

#include "plugin.cpp"

namespace {

// Counts the visits of each site and replaces its activations with zeros.
struct Zeros : evograd::Tap {
  torch::Tensor operator()(std::string_view site, const torch::Tensor& activation) override {
    visited.emplace_back(site);
    return torch::zeros_like(activation);
  }
  std::vector<std::string> visited;
};

bool expect(bool holds, const char* sentence) {
  std::printf("%s: %s\n", holds ? "passed" : "FAILED", sentence);
  return holds;
}

}  // namespace

int main() {
  const torch::NoGradGuard no_grad;
  torch::manual_seed(1);  // otherwise each run has other weights, some of which answer nothing at all
  const evograd::InputSpecification input{.shape = {1, 4, 4}};
  TemplateName network({.width = 5}, input);
  auto batch_shape = input.shape;
  batch_shape.insert(batch_shape.begin(), 3);
  evograd::Tap unchanged;
  Zeros zeros;
  const auto features = network.forward(torch::ones(batch_shape), unchanged);
  const auto first = network.forward(torch::ones(batch_shape), zeros);
  const auto second = network.forward(torch::zeros(batch_shape), zeros);

  auto shape = network.feature_shape();
  shape.insert(shape.begin(), 3);
  auto twice = network.sites();
  for (const auto& site : network.sites()) twice.push_back(site);
  bool passed =
      expect(features.sizes() == at::IntArrayRef(shape), "features have the shape that feature_shape() returns");
  passed &= expect(zeros.visited == twice, "each pass visits each site once");
  passed &= expect(first.equal(second), "the network continues with what the tap returns");
  passed &= expect(!features.equal(first), "the default tap changes nothing");
  return passed ? 0 : 1;
}
