#include "framework/metrics/metric_files.hpp"

#include <cmath>
#include <fstream>

#include "framework/metrics/csv_lines.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/tensorboard_reader.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using evograd::test::content_of;
using evograd::test::ManifestFolder;
using evograd::test::read_tensorboard;

namespace {

const MetricRecord step = {
    .step = 50,
    .what = StepMetrics{.training_loss = 0.25, .lambda = {1.0, -2.0}, .estimator = Metrics{{"spread", 3e-9}}},
    .seconds = 1.5};
const MetricRecord evaluation = {
    .step = 50, .what = EvaluationMetrics{{{"accuracy, \"top 1\"", 81.5}, {"auc", std::nan("")}}}, .seconds = 2};
const MetricRecord pictures = {
    .step = 50,
    .what = MetaParameterMetrics{{{.name = "weight", .x_name = "loss", .x = {0.0, 0.5}, .y = {0.9, 0.1}},
                                  {.name = "noise", .x_name = "site", .labels = {"a.b"}, .y = {0.3}},
                                  {.name = "angle", .y = {30.0}}}}};

}  // namespace

TEST_CASE("metrics are lines of CSV, quoted where they must be") {
  CHECK(csv_lines(step) ==
        "50,1.5,training_loss,0.25\n50,1.5,lambda/0,1.0\n50,1.5,lambda/1,-2.0\n50,1.5,estimator/spread,3e-09\n");
  CHECK(csv_lines(evaluation) == "50,2.0,\"evaluation/accuracy, \"\"top 1\"\"\",81.5\n50,2.0,evaluation/auc,nan\n");
  CHECK(csv_lines(pictures) ==
        "50,,meta_parameters/weight/0.0,0.9\n50,,meta_parameters/weight/0.5,0.1\n50,,meta_parameters/noise/a.b,0.3\n"
        "50,,meta_parameters/angle,30.0\n");
}

TEST_CASE("a reader that knows nothing of ours finds every number in the TensorBoard file") {
  const ManifestFolder folder;
  MetricFiles files(folder.path(), nullptr);
  for (const auto* line : {&step, &evaluation, &pictures}) files.append(*line);
  const auto events = read_tensorboard(content_of(folder.path() / MetricFiles::tensorboard));
  REQUIRE(events.size() == 4);
  CHECK(events[0].file_version == "brain.Event:2");
  CHECK(events[0].wall_time > 1.6e9);
  CHECK(events[1].step == 50);
  REQUIRE(events[1].scalars.size() == 4);
  CHECK(events[1].scalars[0] == std::pair<std::string, float>("training_loss", 0.25F));
  CHECK(events[1].scalars[2] == std::pair<std::string, float>("lambda/1", -2.0F));
  CHECK(std::isnan(events[2].scalars[1].second));
  REQUIRE(events[3].scalars.size() == 2);  // of curves there is nothing
  CHECK(events[3].scalars[1].first == "meta_parameters/angle");
}

TEST_CASE("the reader refuses what a checksum does not fit") {
  const ManifestFolder folder;
  MetricFiles(folder.path(), nullptr).append(step);
  auto bytes = content_of(folder.path() / MetricFiles::tensorboard);
  bytes[bytes.size() - 6] = static_cast<char>(bytes[bytes.size() - 6] ^ 1);
  CHECK_THROWS(read_tensorboard(bytes));
}

TEST_CASE("metrics that go on are those of an unbroken run") {
  const ManifestFolder whole_folder, folder;
  const auto line = [](int number) {
    return MetricRecord{.step = number, .what = StepMetrics{.training_loss = number * 0.5}};
  };
  MetricFiles whole(whole_folder.path(), nullptr);
  for (const int number : {1, 2, 3, 4}) whole.append(line(number));
  Json sizes;
  {
    MetricFiles broken(folder.path(), nullptr);
    broken.append(line(1));
    broken.append(line(2));
    sizes = broken.sizes();
    broken.append(line(3));  // after the checkpoint, and written again
  }
  MetricFiles resumed(folder.path(), sizes);
  CHECK(resumed.cut_short().empty());
  for (const int number : {3, 4}) resumed.append(line(number));
  for (const auto* name : {MetricFiles::json_lines, MetricFiles::csv}) {
    CHECK(content_of(folder.path() / name) == content_of(whole_folder.path() / name));
  }
  CHECK(read_tensorboard(content_of(folder.path() / MetricFiles::tensorboard)).size() == 5);
  sizes[MetricFiles::csv] = 1000000;
  CHECK(MetricFiles(folder.path(), sizes).cut_short() == std::vector<std::string>{MetricFiles::csv});
}
