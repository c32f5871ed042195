// One defect each: component "backbone-NAME" is caught by the check backbone/NAME and by no other of its level.
#include <torch/nn/modules/linear.h>

#include <stdexcept>
#include <vector>

#include <torch/utils.h>
#include "evograd/options.hpp"

#include "evograd/plugin.hpp"

namespace {

using namespace evograd;

std::int64_t size_of(const InputSpecification& input) {
  std::int64_t size = 1;
  for (const auto length : input.shape) size *= length;
  return size;
}

/// A backbone without fault, to be spoilt: a layer of tanh between two sites. No tokens.
class GoodBackbone : public Backbone {
 public:
  using Options = NoOptions;
  GoodBackbone(const Options&, const InputSpecification& input) {
    if (input.vocabulary > 0) throw Error("", "takes no tokens", "use another backbone");
    layer_ = register_module("layer", torch::nn::Linear(size_of(input), width));
  }
  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override { return features(input.flatten(1), tap); }
  std::vector<std::int64_t> feature_shape() const override { return {width}; }
  std::vector<std::string> sites() const override { return {"before", "after"}; }

 protected:
  static constexpr std::int64_t width = 5;

  virtual torch::Tensor features(const torch::Tensor& flat, Tap& tap) {
    return tap("after", tap("before", layer_(flat)).tanh());
  }

  torch::nn::Linear layer_{nullptr};
};

/// Defines GoodBackbone with other features.
#define BACKBONE(NAME)                                                    \
  struct NAME : GoodBackbone {                                            \
    using GoodBackbone::GoodBackbone;                                     \
    torch::Tensor features(const torch::Tensor& flat, Tap& tap) override; \
    std::int64_t seen = 0;                                                \
    std::vector<torch::Tensor> kept;                                      \
  };                                                                      \
  torch::Tensor NAME::features(const torch::Tensor& flat, [[maybe_unused]] Tap& tap)

struct RefusesAnyhow : GoodBackbone {
  RefusesAnyhow(const Options& options, const InputSpecification& input)
      : GoodBackbone(options, input.vocabulary > 0 ? throw std::runtime_error("no") : input) {}
};

struct LiesAboutFeatures : GoodBackbone {
  using GoodBackbone::GoodBackbone;
  std::vector<std::int64_t> feature_shape() const override { return {width + 1}; }
};

struct LiesAboutSites : GoodBackbone {
  using GoodBackbone::GoodBackbone;
  std::vector<std::string> sites() const override { return {"after", "before"}; }
};

BACKBONE(IgnoresTap) {
  const auto hidden = layer_(flat);
  tap("before", hidden);
  return tap("after", hidden.tanh());
}

BACKBONE(Remembers) {
  return GoodBackbone::features(flat, tap) * (1 + 1e-6 * static_cast<double>(is_training() ? 0 : ++seen));
}

BACKBONE(MixesExamples) { return GoodBackbone::features(flat - 0.5 * flat.mean(0, true), tap); }

struct HasUnusedParameter : GoodBackbone {
  HasUnusedParameter(const Options& options, const InputSpecification& input) : GoodBackbone(options, input) {
    register_parameter("unused", torch::zeros({3}));
  }
};

BACKBONE(SeedsGlobally) {
  torch::manual_seed(7);
  return GoodBackbone::features(flat, tap);
}

BACKBONE(CutsGradient) {
  const auto features = GoodBackbone::features(flat, tap);
  return features * 0.5 + (features * 0.5).detach();
}

struct NeedsContiguous : GoodBackbone {
  using GoodBackbone::GoodBackbone;
  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override {
    const bool other =
        input.dim() == 4 && !input.is_contiguous() && input.is_contiguous(torch::MemoryFormat::ChannelsLast);
    return features((other ? input.permute({0, 2, 3, 1}) : input).flatten(1), tap);
  }
};

BACKBONE(KeepsActivations) { return kept.emplace_back(GoodBackbone::features(flat, tap)); }

struct WidthOptions {
  std::int64_t width = 4;
  static Schema<WidthOptions> schema() { return {{"width", &WidthOptions::width, at_least(1), "how wide"}}; }
};

struct BreaksOnThree : GoodBackbone {
  using Options = WidthOptions;
  BreaksOnThree(const Options& options, const InputSpecification& input) : GoodBackbone({}, input) {
    if (options.width == 3) throw std::runtime_error("three");
  }
};

BACKBONE(KnowsFourExamples) {
  const auto all = GoodBackbone::features(flat, tap);
  return flat.size(0) <= 4 ? all : all * (torch::arange(flat.size(0)) < 4).unsqueeze(1);
}

}  // namespace

EVOGRAD_PLUGIN("bad-backbones", "0.1.0") {
  registrar.backbone<GoodBackbone>("good-backbone", {.summary = "No defect."});
  registrar.backbone<RefusesAnyhow>("backbone-inputs", {.summary = "Refuses with what is no Error."});
  registrar.backbone<LiesAboutFeatures>("backbone-features", {.summary = "Other features than it says."});
  registrar.backbone<LiesAboutSites>("backbone-sites", {.summary = "Sites in another order than it says."});
  registrar.backbone<IgnoresTap>("backbone-tap", {.summary = "Ignores what the tap returns."});
  registrar.backbone<Remembers>("backbone-repeatable", {.summary = "Counts its inputs."});
  registrar.backbone<MixesExamples>("backbone-examples", {.summary = "Subtracts the batch's mean."});
  registrar.backbone<HasUnusedParameter>("backbone-gradient", {.summary = "Has a parameter that it does not use."});
  registrar.backbone<SeedsGlobally>("backbone-process", {.summary = "Seeds the global generator."});
  registrar.backbone<CutsGradient>("backbone-derivative", {.summary = "Cuts half of the gradient."});
  registrar.backbone<NeedsContiguous>("backbone-channels-last", {.summary = "Reads images in the order of memory."});
  registrar.backbone<KeepsActivations>("backbone-memory", {.summary = "Keeps its activations."});
  registrar.backbone<BreaksOnThree>("backbone-options", {.summary = "Breaks on a legal option."});
  registrar.backbone<KnowsFourExamples>("backbone-batches", {.summary = "Knows what to do with four examples."});
}
