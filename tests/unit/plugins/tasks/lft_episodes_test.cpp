#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "backbones/conv4/conv4.hpp"
#include "tasks/lft/classification_pretraining.hpp"
#include "tasks/lft/draws.hpp"
#include "tasks/lft/episode_sampler.hpp"
#include "tasks/lft/evaluation.hpp"
#include "tasks/lft/labelled_samples.hpp"
#include "tasks/lft/synthetic_domain.hpp"
#include "tests/catch.hpp"

#include <torch/torch.h>

using namespace evograd;
using namespace lft;

namespace {

ClassPool pool_of(std::vector<std::int64_t> samples) {
  ClassPool pool;
  for (const auto count : samples) pool.entries.push_back({Split::base, pool.size(), count});
  return pool;
}

/// An image is one number, its class; a network that passes it on classifies perfectly.
struct LabelDomain : Domain {
  std::string label = "labels";
  const std::string& name() const override { return label; }
  std::int64_t class_count(Split) const override { return 6; }
  const std::string& class_name(Split, std::int64_t) const override { return label; }
  std::int64_t sample_count(Split, std::int64_t) const override { return 7; }
  torch::Tensor evaluation_images(Split, const std::vector<Sample>& samples) const override {
    ++passes;
    std::vector<float> values;
    for (const auto& sample : samples) values.push_back(static_cast<float>(sample.class_index));
    return torch::tensor(values).view({-1, 1, 1, 1});
  }
  torch::Tensor training_images(Split split, const std::vector<Sample>& samples, RandomKey) const override {
    return evaluation_images(split, samples);
  }
  mutable int passes = 0;
};

/// Features: the image itself, or the same for every image.
struct Passing : Backbone {
  explicit Passing(bool blind) : blind(blind) { register_parameter("unused", torch::zeros({1})); }
  torch::Tensor forward(const torch::Tensor& input, Tap&) override {
    return blind ? torch::zeros_like(input).flatten(1) : input.flatten(1);
  }
  std::vector<std::int64_t> feature_shape() const override { return {1}; }
  bool blind;
};

EpisodeScore score_of(bool blind, const Domain& domain) {
  FewShotModel model(std::make_shared<Passing>(blind), "prototypical", 0);
  model.eval();
  const torch::NoGradGuard no_grad;
  const EpisodeShape shape{5, 2, 3};
  return score(model, {domain, class_pool(domain, {Split::novel}, shape), shape, 40, RandomKey(1), 4},
               SharedEvaluation());
}

}  // namespace

TEST_CASE("numbers drawn without replacement are distinct and uniform") {
  std::vector<int> count(10, 0);
  for (std::uint64_t i = 0; i < 4000; ++i) {
    const auto drawn = draw_distinct(10, 3, RandomKey(i));
    CHECK(std::set<std::int64_t>(drawn.begin(), drawn.end()).size() == 3);
    for (const auto number : drawn) ++count[static_cast<std::size_t>(number)];
  }
  // 1200 expected, deviation sqrt(4000 * .3 * .7) = 29
  for (const int times : count) CHECK(std::abs(times - 1200) < 4.5 * 29);
  auto all = draw_distinct(6, 6, RandomKey(1));
  std::sort(all.begin(), all.end());
  CHECK(all == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5});
}

TEST_CASE("an episode has distinct classes and distinct images, and its queries never are its support") {
  const auto pool = pool_of({9, 9, 30, 4, 12, 6, 9});
  const EpisodeShape shape{5, 3, 5};
  std::set<std::int64_t> classes;
  for (std::uint64_t i = 0; i < 200; ++i) {
    const auto episode = draw_episode(pool, shape, RandomKey(i));
    REQUIRE(episode.classes.size() == 5);
    CHECK(std::set<std::int64_t>(episode.classes.begin(), episode.classes.end()).size() == 5);
    classes.insert(episode.classes.begin(), episode.classes.end());
    for (std::size_t c = 0; c < 5; ++c) {
      const auto& samples = episode.samples[c];
      const auto available = pool.entries[static_cast<std::size_t>(episode.classes[c])].samples;
      REQUIRE(samples.size() == 8);
      const std::set<std::int64_t> support(samples.begin(), samples.begin() + 3);
      CHECK(support.size() == 3);
      for (std::size_t q = 3; q < 8; ++q) CHECK_FALSE(support.contains(samples[q]));
      const std::set<std::int64_t> distinct(samples.begin(), samples.end());
      CHECK(static_cast<std::int64_t>(distinct.size()) == std::min<std::int64_t>(8, available));
      CHECK(*distinct.rbegin() < available);
    }
  }
  CHECK(classes.size() == 7);
  CHECK(draw_episode(pool, shape, RandomKey(1)).samples == draw_episode(pool, shape, RandomKey(1)).samples);
}

TEST_CASE("classes with too few images for support and a query are left out of the pool") {
  struct Uneven : LabelDomain {
    std::int64_t sample_count(Split, std::int64_t class_index) const override { return class_index + 1; }
  } domain;
  CHECK(class_pool(domain, {Split::base}, {5, 3, 2}).size() == 3);  // those with 4, 5 and 6
  CHECK(class_pool(domain, {Split::base, Split::novel}, {5, 3, 2}).size() == 6);
}

TEST_CASE("a model that sees the class is always right, a blind one is at chance, and features are computed once") {
  LabelDomain domain;
  const auto perfect = score_of(false, domain);
  CHECK(perfect.accuracy == 100);
  CHECK(perfect.interval == 0);
  CHECK(domain.passes == 6 * 2);  // 7 images of each of 6 classes, 4 at a time
  const auto chance = score_of(true, domain);
  CHECK(chance.accuracy == Approx(20));  // always the first class
}

TEST_CASE("the interval is 1.96 standard errors over episodes") {
  // Half of the pool's classes look alike: episodes differ in how many of them they have.
  struct Alike : LabelDomain {
    torch::Tensor evaluation_images(Split split, const std::vector<Sample>& samples) const override {
      return LabelDomain::evaluation_images(split, samples).clamp_min(2);
    }
    std::int64_t class_count(Split) const override { return 8; }
  } domain;
  FewShotModel model(std::make_shared<Passing>(false), "prototypical", 0);
  const torch::NoGradGuard no_grad;
  const EpisodeShape shape{5, 2, 3};
  const auto pool = class_pool(domain, {Split::novel}, shape);
  std::vector<double> accuracies;
  for (std::uint64_t i = 0; i < 30; ++i) {
    const auto episode = draw_episode(pool, shape, RandomKey(9).fold(i));
    const auto alike = std::count_if(episode.classes.begin(), episode.classes.end(), [](auto c) { return c <= 2; });
    accuracies.push_back(alike > 1 ? 100.0 * static_cast<double>(5 - alike + 1) / 5 : 100.0);
  }
  const double mean = std::accumulate(accuracies.begin(), accuracies.end(), 0.0) / 30;
  double squares = 0;
  for (const double accuracy : accuracies) squares += (accuracy - mean) * (accuracy - mean);
  const auto measured = score(model, {domain, pool, shape, 30, RandomKey(9), 64}, SharedEvaluation());
  CHECK(measured.accuracy == Approx(mean));
  CHECK(measured.interval == Approx(1.96 * std::sqrt(squares / 29 / 30)));
}

TEST_CASE("pre-training classifies the base classes, and says what it depends on") {
  const auto domain = make_synthetic_domains(16, 3).front();
  torch::manual_seed(1);
  backbones::Conv4Options narrow;
  narrow.channels = 8;
  const auto backbone = std::make_shared<backbones::Conv4>(narrow, InputSpecification{{3, 16, 16}, 0});
  ClassificationPretraining pretraining(backbone, domain, 16, RandomKey(1), "synthetic");
  auto parameters = pretraining.model()->parameters();
  torch::optim::Adam optimizer(parameters, torch::optim::AdamOptions(1e-2));
  double first = 0, last = 0;
  for (std::int64_t step = 0; step < 60; ++step) {
    optimizer.zero_grad();
    const auto loss = pretraining.loss(step);
    loss.backward();
    optimizer.step();
    (step < 10 ? first : last) += step < 10 || step >= 50 ? loss.item<double>() : 0;
  }
  CHECK(last < 0.8 * first);
  CHECK(pretraining.loss(3).item<double>() == pretraining.loss(3).item<double>());
  backbone->eval();
  const torch::NoGradGuard no_grad;
  CHECK(pretraining.evaluate().front().second > 100.0 / 12);
  ClassificationPretraining other(backbone, make_synthetic_domains(16, 3).back(), 16, RandomKey(1), "synthetic");
  ClassificationPretraining larger(backbone, domain, 17, RandomKey(1), "synthetic");
  CHECK(pretraining.identity() != other.identity());
  CHECK(pretraining.identity() != larger.identity());
}
