// Estimators that do not come back.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "evograd/plugin.hpp"
#include "good_estimator.hpp"

namespace {

using namespace evograd;

struct Crashes : GoodEstimator {
  using GoodEstimator::GoodEstimator;
  MetaGradient estimate(BilevelProblem&) override {
    std::raise(SIGSEGV);
    return {};
  }
};

struct Exits : GoodEstimator {
  using GoodEstimator::GoodEstimator;
  MetaGradient estimate(BilevelProblem&) override {
    std::cout << "bye" << std::endl;
    std::exit(3);
  }
};

struct Hangs : GoodEstimator {
  using GoodEstimator::GoodEstimator;
  MetaGradient estimate(BilevelProblem&) override {
    for (;;) pause();
  }
};

}  // namespace

EVOGRAD_PLUGIN("bad-processes", "0.1.0") {
  registrar.estimator<Crashes>("crashes", {.summary = "Touches what is not there."});
  registrar.estimator<Exits>("exits", {.summary = "Leaves."});
  registrar.estimator<Hangs>("hangs", {.summary = "Never returns."});
}
