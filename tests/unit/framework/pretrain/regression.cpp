#include "tests/unit/framework/pretrain/regression.hpp"

#include <torch/torch.h>

namespace evograd::test {
namespace {

class Features : public Backbone {
 public:
  Features(std::int64_t inputs, std::int64_t width)
      : width_(width),
        linear_(register_module("linear", torch::nn::Linear(inputs, width))),
        norm_(register_module("norm", torch::nn::BatchNorm1d(width))) {}

  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override {
    return tap("norm", norm_(linear_(input))).relu();
  }
  std::vector<std::int64_t> feature_shape() const override { return {width_}; }

 private:
  std::int64_t width_;
  torch::nn::Linear linear_;
  torch::nn::BatchNorm1d norm_;
};

struct Fit : Pretraining {
  struct Network : torch::nn::Module {
    explicit Network(std::shared_ptr<Backbone> features)
        : backbone(register_module("backbone", std::move(features))),
          head(register_module("head", torch::nn::Linear(backbone->feature_shape().at(0), 1))) {}
    std::shared_ptr<Backbone> backbone;
    torch::nn::Linear head;
  };

  Fit(std::shared_ptr<Backbone> backbone, RandomKey key, Regression& task)
      : network(std::make_shared<Network>(std::move(backbone))), randomness(key), owner(task) {}

  std::shared_ptr<torch::nn::Module> model() override { return network; }
  torch::Tensor loss(std::int64_t step) override {
    owner.before(step);
    const auto key = randomness.fold(static_cast<std::uint64_t>(step));
    const auto x = torch::randn({16, 4}, key.generator()).to(network->head->weight.scalar_type());
    const auto hidden = torch::dropout(network->backbone->forward(x, tap), 0.1, network->is_training());
    const auto value = (network->head(hidden).squeeze(1) - x.square().sum(1)).square().mean();
    owner.losses.push_back(value.item<double>());
    return value;
  }
  std::string identity() const override { return owner.about; }
  Metrics evaluate() override {
    network->eval();
    return {{"last_loss", owner.losses.back()}};
  }

  std::shared_ptr<Network> network;
  RandomKey randomness;
  Regression& owner;
  Tap tap;
};

}  // namespace

std::shared_ptr<Backbone> make_features(const OptionValues& values, const InputSpecification& input) {
  return std::make_shared<Features>(input.shape.at(0), std::get<std::int64_t>(values.at("width")));
}

std::unique_ptr<Pretraining> Regression::pretraining(std::shared_ptr<Backbone> backbone, RandomKey key) {
  return std::make_unique<Fit>(std::move(backbone), key, *this);
}

PretrainedRun::PretrainedRun(const ManifestFolder& folder, const std::string& tables, std::uint64_t run_seed)
    : entry{{"features", {}, {}}, make_features}, seed(run_seed) {
  folder.write("m.toml", toy_tables + tables);
  manifest = folder.load({"m.toml"});
  manifest.backbone.entry = &entry;
  manifest.backbone.values = {{"width", std::int64_t{8}}};
}

void PretrainedRun::operator()() {
  {
    const GlobalGeneratorGuard initialization(RandomKey(seed), torch::kCPU);
    backbone = make_features(manifest.backbone.values, task.input());
  }
  result = host::pretrain(manifest, task, backbone, torch::kCPU);
}

torch::Tensor PretrainedRun::state() const {
  std::vector<torch::Tensor> all;
  for (const auto& tensor : backbone->parameters()) all.push_back(tensor.detach().to(torch::kFloat64).flatten());
  for (const auto& tensor : backbone->buffers()) all.push_back(tensor.to(torch::kFloat64).flatten());
  return torch::cat(all);
}

}  // namespace evograd::test
