#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "evograd/options.hpp"
#include "evograd/random.hpp"
#include "evograd/registrar.hpp"

namespace evograd::host::check {

/// Numbers for stress checks, a function of a key.
class Draws {
 public:
  explicit Draws(RandomKey key) : engine_(key.value()) {}

  std::int64_t integer(std::int64_t lowest, std::int64_t highest) {
    return std::uniform_int_distribution<std::int64_t>(lowest, highest)(engine_);
  }
  bool chance(double probability) { return std::bernoulli_distribution(probability)(engine_); }
  double number(double lowest, double highest) {
    return std::uniform_real_distribution<double>(lowest, highest)(engine_);
  }

 private:
  std::mt19937_64 engine_;
};

/// Options of `component`, about half of them other than it is checked with, all in their ranges and not far larger.
OptionValues drawn_options(const ComponentEntry& component, Draws& draws);

}  // namespace evograd::host::check
