#include <torch/torch.h>

#include "evograd/backbone.hpp"
#include "evograd/plugin.hpp"

namespace {

// What can be set in the manifest's [backbone]: a member with its default, and a line with its range and a sentence.
struct TemplateNameOptions {
  std::int64_t width = 64;

  static evograd::Schema<TemplateNameOptions> schema() {
    return {{"width", &TemplateNameOptions::width, evograd::at_least(1), "units of each of the two layers"}};
  }
};

std::int64_t flat_size(const evograd::InputSpecification& input) {
  if (input.vocabulary > 0) {
    throw evograd::Error("template-name", "takes numbers, not tokens", "choose a backbone for text");
  }
  std::int64_t size = 1;
  for (const auto length : input.shape) size *= length;
  return size;
}

// The network without its head, which the task adds: two layers with ReLU on the flattened input.
class TemplateName : public evograd::Backbone {
 public:
  using Options = TemplateNameOptions;

  // Initial weights come from LibTorch's global generator, which the host has seeded.
  TemplateName(const Options& options, const evograd::InputSpecification& input)
      : width_(options.width),
        first_(register_module("first", torch::nn::Linear(flat_size(input), width_))),
        second_(register_module("second", torch::nn::Linear(width_, width_))) {}

  // [B, ...] to [B, width]. The tap is called once for each of sites(), in their order, and the network continues with
  // what it returns: there tasks like lft and metaxl act inside the network.
  torch::Tensor forward(const torch::Tensor& input, evograd::Tap& tap) override {
    auto hidden = first_->forward(input.flatten(1));
    hidden = tap("hidden", hidden);
    return second_->forward(hidden.relu()).relu();
  }

  std::vector<std::int64_t> feature_shape() const override { return {width_}; }
  std::vector<std::string> sites() const override { return {"hidden"}; }

 private:
  std::int64_t width_;
  torch::nn::Linear first_;
  torch::nn::Linear second_;
};

}  // namespace

// The one entry of the library; it may register several components. `small` is how `evograd check` makes it.
EVOGRAD_PLUGIN("template-name", "0.1.0") {
  registrar.backbone<TemplateName>(
      "template-name",
      {.summary = "Two layers with ReLU on the flattened input.", .cost = "", .citation = "", .small = {{"width", 8}}});
}
