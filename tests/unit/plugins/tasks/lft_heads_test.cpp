#include <torch/torch.h>

#include <cmath>

#include "evograd/random.hpp"
#include "tasks/lft/heads/matching_head.hpp"
#include "tasks/lft/heads/prototypical_head.hpp"
#include "tasks/lft/heads/relation_head.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace lft;

namespace {

torch::Tensor numbers(std::vector<std::int64_t> shape, std::uint64_t seed) {
  return torch::randn(shape, RandomKey(seed).generator(), torch::kFloat64);
}

std::shared_ptr<EpisodeHead> head_of(const std::string& name, const std::vector<std::int64_t>& shape) {
  torch::manual_seed(1);
  auto head = make_head(name, shape);
  head->to(torch::kFloat64);
  return head;
}

}  // namespace

TEST_CASE("an episode's features are cut into support and queries, class after class") {
  struct Spy : EpisodeHead {
    torch::Tensor support, queries;
    torch::Tensor scores(const torch::Tensor& s, const torch::Tensor& q) override {
      support = s;
      queries = q;
      return torch::zeros({q.size(0), s.size(0)});
    }
  } spy;
  const EpisodeShape shape{2, 1, 3};
  episode_scores(spy, torch::arange(8).view({8, 1}), shape);
  CHECK(torch::equal(spy.support.flatten(), torch::tensor({0, 4}, torch::kInt64)));
  CHECK(torch::equal(spy.queries.flatten(), torch::tensor({1, 2, 3, 5, 6, 7}, torch::kInt64)));
  CHECK(torch::equal(query_labels(shape, torch::kCPU), torch::tensor({0, 0, 0, 1, 1, 1}, torch::kInt64)));
}

TEST_CASE("prototypical scores are minus squared distances to the class means") {
  PrototypicalHead head;
  const auto support = numbers({3, 4, 2, 3, 3}, 1);
  const auto queries = numbers({5, 2, 3, 3}, 2);
  const auto scores = head.scores(support, queries);
  REQUIRE(scores.sizes() == torch::IntArrayRef({5, 3}));
  for (std::int64_t q = 0; q < 5; ++q) {
    for (std::int64_t n = 0; n < 3; ++n) {
      const auto distance = (queries[q] - support[n].mean(0)).square().sum().item<double>();
      CHECK(scores[q][n].item<double>() == Approx(-distance).epsilon(1e-10));
    }
  }
}

TEST_CASE("the relation head's split first convolution is the convolution of the pair laid side by side") {
  for (const std::int64_t side : {7, 3, 2, 1}) {
    INFO(side);
    const auto head = head_of("relation-softmax", {6, side, side});
    const auto support = numbers({3, 2, 6, side, side}, 1);
    const auto queries = numbers({4, 6, side, side}, 2);

    const auto parameters = head->named_parameters();
    const auto weight = torch::cat({parameters["of_prototype.weight"], parameters["of_query.weight"]}, 1);
    const auto prototypes = support.mean(1);
    const auto pairs = torch::cat({prototypes.unsqueeze(0).expand({4, 3, 6, side, side}),
                                   queries.unsqueeze(1).expand({4, 3, 6, side, side})},
                                  2)
                           .flatten(0, 1);
    const auto block = [&](const torch::Tensor& maps, const torch::Tensor& filter, const std::string& norm) {
      const auto hidden = torch::conv2d(maps, filter, {}, 1, filter.size(2) / 2);
      const auto normal = torch::batch_norm(hidden, parameters[norm + ".weight"], parameters[norm + ".bias"], {}, {},
                                            true, 0.1, 1e-5, false)
                              .relu();
      return normal.size(2) > 1 ? torch::max_pool2d(normal, 2) : normal;
    };
    auto hidden = block(block(pairs, weight, "norm1"), parameters["convolution2.weight"], "norm2").flatten(1);
    hidden = torch::linear(hidden, parameters["hidden.weight"], parameters["hidden.bias"]).relu();
    const auto expected = torch::linear(hidden, parameters["out.weight"], parameters["out.bias"]).view({4, 3});
    CHECK(torch::allclose(head->scores(support, queries), expected, 1e-9, 1e-11));
  }
}

TEST_CASE("relation scores are judged by cross entropy or by squared error to one-hot labels") {
  const auto labels = torch::tensor({2, 0}, torch::kInt64);
  const auto scores = torch::tensor({{0.1, 0.2, 0.9}, {0.4, 0.3, 0.5}}, torch::kFloat64);
  const auto squared = head_of("relation-mse", {4})->loss(scores, labels).item<double>();
  CHECK(squared == Approx((0.01 + 0.04 + 0.01 + 0.36 + 0.09 + 0.25) / 6));
  CHECK(head_of("relation-softmax", {4})->loss(scores, labels).item<double>() ==
        Approx(torch::cross_entropy_loss(scores, labels).item<double>()));
  const auto probabilities = head_of("relation-mse", {4})->scores(numbers({3, 2, 4}, 1), numbers({5, 4}, 2));
  CHECK(probabilities.min().item<double>() > 0);
  CHECK(probabilities.max().item<double>() < 1);
}

TEST_CASE("matching scores are log-probabilities that add up to one") {
  const auto head = head_of("matching", {4, 2, 2});
  const auto scores = head->scores(numbers({3, 2, 4, 2, 2}, 1), numbers({5, 4, 2, 2}, 2));
  REQUIRE(scores.sizes() == torch::IntArrayRef({5, 3}));
  CHECK(torch::allclose(scores.exp().sum(1), torch::ones({5}, torch::kFloat64), 0, 1e-5));

  // Without context (all LSTM weights zero leaves the support as it is and the queries scaled by nothing that the
  // cosine sees) the likeliest class is that of the support example with the largest cosine.
  const torch::NoGradGuard no_grad;
  for (auto& parameter : head->parameters()) parameter.zero_();
  const auto support = numbers({3, 1, 4}, 3);
  const auto queries = numbers({20, 4}, 4);
  const auto unit = [](const torch::Tensor& x) { return x / x.norm(2, {1}, true); };
  const auto nearest = unit(queries).matmul(unit(support.flatten(0, 1)).t()).argmax(1);
  CHECK(torch::equal(head->scores(support, queries).argmax(1), nearest));
}

TEST_CASE("every head learns from features of any shape") {
  for (const auto& name : head_names()) {
    for (const std::vector<std::int64_t>& shape :
         {std::vector<std::int64_t>{6}, {6, 1, 1}, {6, 2, 2}, {6, 5, 3}, {6, 7, 7}}) {
      INFO(name << " " << shape.size() << " " << shape.back());
      const auto head = head_of(name, shape);
      auto all = shape;
      all.insert(all.begin(), 12);
      auto features = numbers(all, 5).requires_grad_();
      const EpisodeShape episode{3, 1, 3};
      const auto loss = head->loss(episode_scores(*head, features, episode), query_labels(episode, torch::kCPU));
      loss.backward();
      CHECK(std::isfinite(loss.item<double>()));
      CHECK(features.grad().norm().item<double>() > 0);
      for (const auto& parameter : head->parameters()) CHECK(parameter.grad().defined());
    }
  }
}
