// The shape of the features, and that what the tap returns is what the network goes on with.
#include <cstdio>

#include "plugin.cpp"

namespace {

// Counts the visits of each site and replaces what passes there by zeros.
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
  TemplateName network({.width = 5}, {.shape = {1, 4, 4}});
  evograd::Tap unchanged;
  Zeros zeros;
  const auto features = network.forward(torch::ones({3, 1, 4, 4}), unchanged);
  const auto first = network.forward(torch::ones({3, 1, 4, 4}), zeros);
  const auto second = network.forward(torch::zeros({3, 1, 4, 4}), zeros);

  auto shape = network.feature_shape();
  shape.insert(shape.begin(), 3);
  bool passed = expect(features.sizes() == at::IntArrayRef(shape), "features have the shape that feature_shape() says");
  passed &= expect(zeros.visited == std::vector<std::string>{"hidden", "hidden"}, "each pass visits each site once");
  passed &= expect(first.equal(second), "the network continues with what the tap returns");
  passed &= expect(!features.equal(first), "the default tap changes nothing");
  return passed ? 0 : 1;
}
