#include "tests/support/tiny_reweighting.hpp"

#include <torch/nn/functional/loss.h>
#include <torch/nn/modules/batchnorm.h>

#include <cmath>

namespace evograd::test {
namespace {

torch::Tensor fill(std::vector<std::int64_t> shape, double a, double b) {
  auto tensor = torch::zeros(shape, torch::kFloat64);
  auto* values = tensor.data_ptr<double>();
  for (std::int64_t i = 0; i < tensor.numel(); ++i) values[i] = std::sin(a * static_cast<double>(i) + b);
  return tensor;
}

torch::Tensor cross_entropy(const torch::Tensor& logits, const torch::Tensor& label) {
  return torch::nn::functional::cross_entropy(logits, label,
                                              torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kNone));
}

}  // namespace

struct TinyReweighting::Network : torch::nn::Module {
  torch::Tensor w1, b1, w2, b2;
  torch::nn::BatchNorm1d norm{nullptr};

  explicit Network(bool batch_norm) {
    w1 = register_parameter("w1", 0.8 * fill({5, 4}, 0.7, 0.1));
    b1 = register_parameter("b1", 0.3 * fill({5}, 1.7, 0.4));
    w2 = register_parameter("w2", 0.8 * fill({3, 5}, 0.5, 0.9));
    b2 = register_parameter("b2", 0.3 * fill({3}, 2.1, 0.3));
    if (batch_norm) norm = register_module("norm", torch::nn::BatchNorm1d(5));
    to(torch::kFloat64);
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto hidden = torch::linear(x, w1, b1);
    if (norm) hidden = norm(hidden);
    return torch::linear(torch::tanh(hidden), w2, b2);
  }
};

struct TinyReweighting::WeightNet : torch::nn::Module {
  torch::Tensor w1, b1, w2, b2;

  WeightNet() {
    w1 = register_parameter("w1", fill({4, 1}, 1.3, 0.5));
    b1 = register_parameter("b1", 0.5 * fill({4}, 0.6, 0.7));
    w2 = register_parameter("w2", fill({1, 4}, 0.8, 0.2));
    b2 = register_parameter("b2", 0.5 * fill({1}, 1.0, 0.6));
  }

  torch::Tensor forward(const torch::Tensor& losses) {
    return torch::sigmoid(torch::linear(torch::relu(torch::linear(losses.unsqueeze(1), w1, b1)), w2, b2)).squeeze(1);
  }
};

TinyReweighting::TinyReweighting(bool held, bool batch_norm)
    : held_(held), network_(std::make_shared<Network>(batch_norm)), weight_net_(std::make_shared<WeightNet>()) {}

std::shared_ptr<torch::nn::Module> TinyReweighting::model() { return network_; }
std::shared_ptr<torch::nn::Module> TinyReweighting::meta_model() { return weight_net_; }

Batch TinyReweighting::training_batch(std::int64_t, std::int64_t) {
  return {{"x", fill({6, 4}, 1.1, 0.2)}, {"y", torch::arange(6) % 3}};
}

Batch TinyReweighting::validation_batch(std::int64_t) {
  return {{"x", fill({6, 4}, 0.9, 1.3)}, {"y", (2 * torch::arange(6) + 1) % 3}};
}

torch::Tensor TinyReweighting::network_terms(const Batch& batch) {
  return cross_entropy(network_->forward(batch["x"]), batch["y"]);
}

torch::Tensor TinyReweighting::weights(const torch::Tensor& terms) { return weight_net_->forward(terms); }

torch::Tensor TinyReweighting::reduce(const torch::Tensor& terms, const Batch&, const torch::Tensor& held) {
  const auto r = weights(held.defined() ? held : terms.detach());
  return (terms * r).sum() / r.sum();
}

torch::Tensor TinyReweighting::held_context(const torch::Tensor& terms, const Batch&) { return terms; }

torch::Tensor TinyReweighting::validation_loss(const Batch& batch) {
  return cross_entropy(network_->forward(batch["x"]), batch["y"]).mean();
}

}  // namespace evograd::test
