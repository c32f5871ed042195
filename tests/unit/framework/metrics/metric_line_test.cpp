#include "framework/metrics/metric_line.hpp"

#include <cmath>

#include "framework/metrics/metric_numbers.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::Equals;

namespace {

StepMetrics whole_step() {
  return {.training_loss = 0.1,
          .base_learning_rate = 1.0,
          .meta_gradient_norm = 3e-9,
          .estimator_passes = 6.0,
          .lambda = {1.0, -2.0},
          .meta_gradient = {0.5, 1.0 / 3},
          .estimator = Metrics{{"spread", 1e300}}};
}

/// What becomes of a record on its way through a file.
MetricRecord through_a_line(const MetricRecord& record) { return read_metric_line(metric_line(record)); }

}  // namespace

TEST_CASE("each kind of line has its keys in the order of the file format") {
  CHECK(metric_line({.step = 3, .what = whole_step(), .seconds = 1.5}) ==
        R"({"step":3,"training_loss":0.1,"base_learning_rate":1.0,"meta_gradient_norm":3e-09,"estimator_passes":6.0,)"
        R"("lambda":[1.0,-2.0],"meta_gradient":[0.5,0.3333333333333333],"estimator":{"spread":1e+300},"seconds":1.5})");
  CHECK(metric_line({.step = 3, .what = EvaluationMetrics{{{"b", 2.0}, {"a", std::nan("")}}}, .seconds = 1.5}) ==
        R"({"step":3,"seconds":1.5,"evaluation":{"b":2.0,"a":null}})");
  CHECK(metric_line({.step = 3,
                     .what = MetaParameterMetrics{{{.name = "w", .x_name = "loss", .x = {0.5}, .y = {2.0}},
                                                   {.name = "angle", .y = {30.0}}}},
                     .seconds = 1.5}) ==
        R"({"step":3,"seconds":1.5,"meta_parameters":[{"name":"w","x_name":"loss","x":[0.5],"labels":null,"y":[2.0]},)"
        R"({"name":"angle","x_name":null,"x":null,"labels":null,"y":[30.0]}]})");
  CHECK(metric_line({.step = 3, .what = ProbeMetrics{.cosine = 0.5, .scale_error = 1.0, .norm_ratio = 2.0}}) ==
        R"({"step":3,"probe":{"cosine":0.5,"scale_error":1.0,"norm_ratio":2.0}})");
}

TEST_CASE("a step without a meta update has no numbers of one, and an estimator without a log an empty one") {
  CHECK(metric_line({.step = 1, .what = StepMetrics{.training_loss = 2.0}}) == R"({"step":1,"training_loss":2.0})");
  CHECK(metric_line({.step = 1, .what = StepMetrics{.estimator = Metrics{}}}) == R"({"step":1,"estimator":{}})");
}

TEST_CASE("a line gives back the bits of the record it was made of") {
  const auto record = through_a_line({.step = 3, .what = whole_step(), .seconds = 0.1});
  CHECK(record.step == 3);
  CHECK(record.seconds == 0.1);
  CHECK(record.others.empty());
  const auto& step = std::get<StepMetrics>(record.what);
  const auto expected = whole_step();
  CHECK(step.training_loss == expected.training_loss);
  CHECK(step.base_learning_rate == expected.base_learning_rate);
  CHECK(step.meta_gradient_norm == expected.meta_gradient_norm);
  CHECK(step.estimator_passes == expected.estimator_passes);
  CHECK(step.lambda == expected.lambda);
  CHECK(step.meta_gradient == expected.meta_gradient);
  CHECK(step.estimator == expected.estimator);
}

TEST_CASE("evaluations, pictures and probes come back as their kind") {
  const auto evaluation = through_a_line({.what = EvaluationMetrics{{{"b", 0.1}, {"a", std::nan("")}}}});
  const auto& numbers = std::get<EvaluationMetrics>(evaluation.what).numbers;
  REQUIRE(numbers.size() == 2);
  CHECK(numbers[0] == std::pair<std::string, double>("b", 0.1));
  CHECK(std::isnan(numbers[1].second));
  CHECK_FALSE(evaluation.seconds);

  const auto looks = through_a_line(
      {.what = MetaParameterMetrics{{{.name = "w", .x_name = "loss", .x = {0.1, 0.2}, .y = {0.3, 0.4}},
                                     {.name = "noise", .x_name = "site", .labels = {"a", "b"}, .y = {1, 2}}}}});
  const auto& pictures = std::get<MetaParameterMetrics>(looks.what).pictures;
  REQUIRE(pictures.size() == 2);
  CHECK(pictures[0].x_name == "loss");
  CHECK(pictures[0].x == std::vector<double>{0.1, 0.2});
  CHECK(pictures[0].y == std::vector<double>{0.3, 0.4});
  CHECK(pictures[1].labels == std::vector<std::string>{"a", "b"});

  const auto probe = through_a_line({.what = ProbeMetrics{.cosine = 0.1, .predicted_cosine = 0.2}});
  const auto& reading = std::get<ProbeMetrics>(probe.what);
  CHECK(reading.cosine == 0.1);
  CHECK(reading.predicted_cosine == 0.2);
  CHECK_FALSE(reading.same_point_cosine);
}

TEST_CASE("of a line of another version the numbers are kept") {
  const auto record = read_metric_line(R"({"step":1,"training_loss":2,"new":3,"gone":null,"list":[1],"lambda":[]})");
  REQUIRE(record.others.size() == 2);
  CHECK(record.others[0] == std::pair<std::string, double>("new", 3));
  CHECK(std::isnan(record.others[1].second));
  CHECK(metric_numbers(record, false).size() == 3);
  const auto probe = read_metric_line(R"({"step":1,"probe":{"cosine":2,"new":3}})");
  CHECK(metric_numbers(probe, false) == Metrics{{"probe/cosine", 2}, {"probe/new", 3}});
  const auto changed = read_metric_line(R"({"step":1,"training_loss":{"mean":2}})");
  CHECK_FALSE(std::get<StepMetrics>(changed.what).training_loss);
}

TEST_CASE("a damaged line of metrics says what is wrong") {
  CHECK_THROWS_AS(read_metric_line("{\"step\":2,\"train"), CutMetricLine);
  const auto damage = [](const std::string& line) -> std::string {
    try {
      read_metric_line(line);
    } catch (const CutMetricLine&) {
      return "cut";
    } catch (const DamagedMetricLine& error) {
      return error.what();
    }
    return "";
  };
  CHECK_THAT(damage("[1]"), Equals("is not a JSON object"));
  CHECK_THAT(damage("{}"), Equals("has no 'step'"));
  CHECK_THAT(damage(R"({"step":-1})"), Equals("has no 'step'"));
  CHECK_THAT(damage(R"({"step":1,"seconds":"x"})"), Equals("'seconds' is \"x\", not a number"));
  CHECK_THAT(damage(R"({"step":1,"lambda":null})"), Equals("'lambda' is not a list"));
  CHECK_THAT(damage(R"({"step":1,"estimator":[]})"), Equals("'estimator' is not a JSON object"));
  CHECK_THAT(damage(R"({"step":1,"evaluation":{"a":"x"}})"), Equals("'a' is \"x\", not a number"));
  CHECK_THAT(damage(R"({"step":1,"probe":{"cosine":"x"}})"), Equals("'cosine' is \"x\", not a number"));
  CHECK_THAT(damage(R"({"step":1,"probe":3})"), Equals("'probe' is not a JSON object"));
  CHECK_THAT(damage(R"({"step":1,"meta_parameters":{}})"), Equals("'meta_parameters' is not a list"));
  CHECK_THAT(damage(R"({"step":1,"meta_parameters":[{"y":[1]}]})"), Equals("a meta-parameter has no name"));
  CHECK_THAT(damage(R"({"step":1,"meta_parameters":[{"name":"w","labels":["a"],"y":[1,2]}]})"),
             Equals("a meta-parameter has 2 values for 1 places"));
}
