#include "framework/run/run_result.hpp"

#include <cmath>

#include "evograd/error.hpp"
#include "tests/catch.hpp"

using evograd::Metrics;
using evograd::host::RunResult;

namespace {

Metrics metrics(double development, double test) { return {{"development", development}, {"test", test}}; }

}  // namespace

TEST_CASE("without a selection metric the last evaluation is the run's result") {
  RunResult result("");
  CHECK(result.metrics().empty());
  result.offer(10, metrics(9, 1));
  result.offer(20, metrics(3, 2));
  CHECK(result.step() == 20);
  CHECK(result.metrics() == metrics(3, 2));
}

TEST_CASE("the first of the evaluations with the highest selection metric is the run's result") {
  RunResult result("development");
  result.offer(10, metrics(std::nan(""), 9));
  CHECK(result.step() == 10);
  result.offer(20, metrics(-4, 1));
  CHECK(result.step() == 20);
  result.offer(30, metrics(-2, 2));
  result.offer(40, metrics(-2, 8));
  result.offer(50, metrics(std::nan(""), 9));
  result.offer(60, metrics(-3, 9));
  CHECK(result.step() == 30);
  CHECK(result.metrics() == metrics(-2, 2));
}

TEST_CASE("an evaluation without the metric that selects is an error") {
  RunResult result("development");
  CHECK_THROWS_AS(result.offer(10, {{"test", 1}}), evograd::Error);
}
