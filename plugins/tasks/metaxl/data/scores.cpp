#include "tasks/metaxl/data/scores.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cassert>
#include <iterator>

#include "evograd/error.hpp"
#include "tasks/metaxl/data/iob.hpp"

namespace metaxl {

using namespace evograd;

namespace {

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void EntityScore::add(const std::vector<std::string>& truth, const std::vector<std::string>& prediction) {
  assert(truth.size() == prediction.size());
  const auto wanted = entities(truth);
  const auto found = entities(prediction);
  // Both are in the order of the sentence and entities do not overlap, so one merge pass finds equal ones.
  const auto by_place = [](const Entity& a, const Entity& b) {
    return a.first != b.first ? a.first < b.first : a.last != b.last ? a.last < b.last : a.type < b.type;
  };
  std::vector<Entity> both;
  std::set_intersection(wanted.begin(), wanted.end(), found.begin(), found.end(), std::back_inserter(both), by_place);
  correct_ += static_cast<std::int64_t>(both.size());
  predicted_ += static_cast<std::int64_t>(found.size());
  true_ += static_cast<std::int64_t>(wanted.size());
}

double EntityScore::precision() const { return share(correct_, predicted_); }

double EntityScore::recall() const { return share(correct_, true_); }

double EntityScore::f1() const { return share(2 * correct_, predicted_ + true_); }

ClassScore::ClassScore(std::int64_t classes) : tallies_(static_cast<std::size_t>(classes)) {}

void ClassScore::add(std::int64_t truth, std::int64_t prediction) {
  const auto classes = static_cast<std::int64_t>(tallies_.size());
  const auto require = [&](std::int64_t number) {
    if (number >= 0 && number < classes) return;
    throw Error("score", fmt::format("class {} is out of range; number of classes: {}", number, classes));
  };
  require(truth);
  if (prediction != none) require(prediction);
  auto& tally = tallies_[static_cast<std::size_t>(truth)];
  ++tally.samples;
  if (truth == prediction) ++tally.correct;
}

std::int64_t ClassScore::count() const {
  std::int64_t samples = 0;
  for (const auto& tally : tallies_) samples += tally.samples;
  return samples;
}

double ClassScore::accuracy() const {
  std::int64_t correct = 0;
  for (const auto& tally : tallies_) correct += tally.correct;
  return share(correct, count());
}

double ClassScore::macro_accuracy() const {
  double sum = 0;
  std::int64_t classes = 0;
  for (const auto& tally : tallies_) {
    if (tally.samples == 0) continue;
    sum += share(tally.correct, tally.samples);
    ++classes;
  }
  return classes == 0 ? 0 : sum / static_cast<double>(classes);
}

}  // namespace metaxl
