#include "framework/metrics/metric_numbers.hpp"

#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::host;

TEST_CASE("the numbers of a record are named by what they belong to") {
  const MetricRecord step = {
      .what =
          StepMetrics{
              .training_loss = 2, .meta_gradient_norm = 3, .lambda = {4, 5}, .estimator = Metrics{{"spread", 6}}},
      .seconds = 9};
  CHECK(
      metric_numbers(step, false) ==
      Metrics{
          {"training_loss", 2}, {"meta_gradient_norm", 3}, {"lambda/0", 4}, {"lambda/1", 5}, {"estimator/spread", 6}});
  CHECK(metric_numbers({.what = ProbeMetrics{.cosine = 1, .same_point_cosine = 2}}, false) ==
        Metrics{{"probe/cosine", 1}, {"probe/same_point_cosine", 2}});
}

TEST_CASE("a name that occurs twice in an evaluation is one number, the last, as in the line of JSON") {
  CHECK(metric_numbers({.what = EvaluationMetrics{{{"a", 1}, {"b", 2}, {"a", 3}}}}, false) ==
        Metrics{{"evaluation/a", 3}, {"evaluation/b", 2}});
}

TEST_CASE("curves are numbers only where they are asked for") {
  const MetricRecord record = {.what = MetaParameterMetrics{{{.name = "weight", .x = {0, 0.5}, .y = {1, 2}},
                                                             {.name = "noise", .labels = {"a.b"}, .y = {3}},
                                                             {.name = "angle", .y = {4}}}}};
  const Metrics without = {{"meta_parameters/noise/a.b", 3}, {"meta_parameters/angle", 4}};
  CHECK(metric_numbers(record, false) == without);
  auto with = Metrics{{"meta_parameters/weight/0.0", 1}, {"meta_parameters/weight/0.5", 2}};
  with.insert(with.end(), without.begin(), without.end());
  CHECK(metric_numbers(record, true) == with);
}
