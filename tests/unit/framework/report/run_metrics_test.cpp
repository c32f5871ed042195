#include "framework/report/run_metrics.hpp"

#include <cmath>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;

namespace {

/// What read_metrics makes of a file with this text.
RunMetrics metrics_of(const std::string& text) {
  const evograd::test::ScratchFolder folder;
  return read_metrics(folder.write("metrics.jsonl", text));
}

}  // namespace

TEST_CASE("every kind of line ends up in its curve") {
  const auto metrics = metrics_of(
      R"({"step":1,"seconds":0.5,"training_loss":2.5,"lambda":[0.1,0.2],"estimator":{"validation_loss":3}}
{"step":2,"seconds":1.0,"training_loss":null,"meta_gradient_norm":1e-3}
{"step":2,"seconds":1.5,"evaluation":{"test_accuracy":80}}
{"step":2,"probe":{"cosine":0.5}}
)");
  CHECK(metrics.curves.at("training_loss").steps == std::vector<double>{1, 2});
  CHECK(std::isnan(metrics.curves.at("training_loss").values[1]));
  CHECK(metrics.curves.at("estimator/validation_loss").values == std::vector<double>{3});
  CHECK(metrics.curves.at("evaluation/test_accuracy").values == std::vector<double>{80});
  CHECK(metrics.curves.at("probe/cosine").values == std::vector<double>{0.5});
  CHECK(metrics.curves.at("lambda/1").values == std::vector<double>{0.2});
  CHECK(metrics.seconds.values == std::vector<double>{0.5, 1.5});
  CHECK(metrics.last_step == 2);
  CHECK_FALSE(metrics.cut_off);
}

TEST_CASE("a last line that was cut off is passed over and said so") {
  const auto metrics = metrics_of("{\"step\":1,\"training_loss\":2}\n{\"step\":2,\"train");
  CHECK(metrics.cut_off);
  CHECK(metrics.last_step == 1);
  CHECK(metrics_of("").last_step == 0);
  CHECK(read_metrics("/nonexistent/metrics.jsonl").curves.empty());
}

TEST_CASE("a damaged line is named by file and line") {
  const std::string good = "{\"step\":1,\"training_loss\":2}\n";
  CHECK_THROWS_WITH(metrics_of(good + "{\"step\":2,\n" + good), ContainsSubstring("metrics.jsonl:2: is not JSON"));
  CHECK_THROWS_WITH(metrics_of("[1]\n"), ContainsSubstring(":1: is not a JSON object"));
  CHECK_THROWS_WITH(metrics_of("{\"seconds\":2}\n"), ContainsSubstring("has no 'step'"));
  CHECK_THROWS_WITH(metrics_of("{\"step\":1,\"probe\":{\"cosine\":\"x\"}}\n"),
                    ContainsSubstring("'cosine' is \"x\", not a number"));
  CHECK_THROWS_WITH(metrics_of(R"({"step":1,"meta_parameters":[{"name":"w","x":[1,2],"y":[1]}]})"),
                    ContainsSubstring("1 values for 2 places"));
}

TEST_CASE("steps that a resumed run trained again count once, with the later values, and its time goes on") {
  const auto metrics = metrics_of(R"({"step":10,"seconds":1,"training_loss":3}
{"step":20,"seconds":2,"training_loss":2}
{"step":30,"seconds":3,"training_loss":1}
{"step":20,"seconds":0.5,"training_loss":2.5}
{"step":30,"seconds":1.5,"training_loss":1.5}
)");
  CHECK(metrics.repeats_steps);
  CHECK(metrics.curves.at("training_loss").steps == std::vector<double>{10, 20, 30});
  CHECK(metrics.curves.at("training_loss").values == std::vector<double>{3, 2.5, 1.5});
  CHECK(metrics.seconds.values == std::vector<double>{1, 1.5, 2.5});
}

TEST_CASE("the places of a meta-parameter are its x, its labels, or numbers") {
  const auto metrics = metrics_of(
      R"({"step":5,"meta_parameters":[{"name":"weight","x_name":"loss","x":[0,1],"labels":null,"y":[1,null]},)"
      R"({"name":"noise","x_name":"site","x":null,"labels":["a","b"],"y":[0.1,0.2]},)"
      R"({"name":"plain","x":null,"labels":null,"y":[4,5]},)"
      R"({"name":"angle","x_name":null,"x":null,"labels":null,"y":[30]}]})");
  REQUIRE(metrics.meta_parameters.size() == 3);
  CHECK(metrics.meta_parameters[0].x_name == "loss");
  CHECK(metrics.meta_parameters[0].states[0].x == std::vector<double>{0, 1});
  CHECK(std::isnan(metrics.meta_parameters[0].states[0].y[1]));
  CHECK(metrics.meta_parameters[1].states[0].labels == std::vector<std::string>{"a", "b"});
  CHECK(metrics.meta_parameters[2].states[0].labels == std::vector<std::string>{"0", "1"});
  CHECK(metrics.curves.at("meta_parameter/angle").values == std::vector<double>{30});
}
