#include <torch/torch.h>

#include <cmath>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "backbones/mlp/mlp.hpp"
#include "networks/classifier.hpp"
#include "tasks/meta-weight-net/data_request.hpp"
#include "tasks/meta-weight-net/noisy_examples.hpp"
#include "tasks/meta-weight-net/task.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace meta_weight_net;
using namespace evograd::test;

namespace {

/// data/{train,meta,test,val}.csv: one number that says the class, 30 rows to train on.
void write_table(const ScratchFolder& folder, const std::vector<std::string>& parts) {
  for (const auto& part : parts) {
    std::string rows = "x,label\n";
    const int count = part == "train" ? 30 : 6;
    for (int i = 0; i < count; ++i) rows += std::to_string(i * 7 % 5) + (i % 3 == 0 ? ",\"a, b\"\n" : ",c\n");
    folder.write("data/" + part + ".csv", rows);
  }
}

MetaWeightNetOptions table() {
  MetaWeightNetOptions options;
  options.dataset = "table";
  options.data = "data";
  return options;
}

std::unique_ptr<MetaWeightNet> built(const MetaWeightNetOptions& options, const std::filesystem::path& folder) {
  auto task = std::make_unique<MetaWeightNet>(options);
  TaskContext context;
  context.randomness = RandomKey(1);
  context.folder = folder;
  task->open(context);
  torch::manual_seed(3);
  task->build(std::make_shared<backbones::Mlp>(backbones::MlpOptions{{4}}, task->input()));
  return task;
}

std::vector<std::string> metrics_of(MetaWeightNet& task) {
  std::vector<std::string> names;
  for (const auto& [name, value] : task.evaluate()) names.push_back(name);
  return names;
}

}  // namespace

TEST_CASE("labels of the user's are left as they are, and how many are wrong is not claimed", "[examples]") {
  const ScratchFolder folder;
  write_table(folder, {"train", "meta", "test"});
  const CapturedLog log;
  const auto task = built(table(), folder.path());
  CHECK(log.have("30 training rows, labels as given, how many are wrong is not known; 6 meta rows, 6 test rows"));
  CHECK(log.have("examples of each class, training/meta/test: a, b 10/2/2, c 20/4/4"));
  CHECK_FALSE(log.have("%"));
  CHECK(metrics_of(*task) == std::vector<std::string>{"test_accuracy", "test_loss", "meta_loss", "weight_mean"});
  CHECK(task->run_files().empty());
  CHECK_FALSE(task->training_batch(0, 0).contains("clean_label"));
  CHECK(task->training_batch(0, 0)["features"].sizes() == torch::IntArrayRef({30, 1}));  // all: fewer than 100
  CHECK(task->prediction_inputs() == std::vector<std::string>{"features"});
  CHECK(task->traits().selection.empty());
}

TEST_CASE("MNIST-style files with noise = none do not claim clean labels either", "[examples]") {
  const TemporaryFolder folder;
  for (const char* part : {"train", "t10k"}) {
    folder.write(std::string(part) + "-images-idx3-ubyte", idx_images(12, 4, 4));
    folder.write(std::string(part) + "-labels-idx1-ubyte", idx_labels({0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1}));
  }
  MetaWeightNetOptions options;
  options.dataset = "idx";
  options.data = ".";
  options.noise = "none";
  const CapturedLog log;
  const auto task = built(options, folder.path());
  CHECK(log.have("10 training images, labels as given, how many are wrong is not known; 2 meta images"));
  CHECK(log.have("its labels are not known to be clean: give images that were checked, with 'meta'"));
  CHECK_FALSE(log.have("0.0 %"));
  options.noise = "flip";
  options.noise_rate = 0;
  CHECK(built(options, folder.path())->run_files().empty());
  CHECK_FALSE(log.have("0.0 %"));
  options.noise_rate = 1;
  CHECK(built(options, folder.path())->run_files().size() == 1);
  CHECK(log.have("100.0 % of the labels changed"));
}

TEST_CASE("injected labels are listed with what they were", "[examples]") {
  const ScratchFolder folder;
  write_table(folder, {"train", "meta", "test"});
  auto options = table();
  options.noise = "flip";
  options.noise_rate = 0.5;
  const NoisyExamples examples(options, folder.path(), RandomKey(2));
  const auto training = examples.training();
  const auto changed = training.labels.ne(training.clean_labels).sum().item<std::int64_t>();
  REQUIRE(changed > 5);
  CHECK(*examples.corrupted_fraction() == Approx(static_cast<double>(changed) / 30));
  std::istringstream lines(examples.injected_labels());
  std::string line;
  std::getline(lines, line);
  CHECK(line == "example,given_label,true_label");
  std::int64_t count = 0;
  const auto file = (folder / "data/train.csv").string() + ":";
  for (; std::getline(lines, line); ++count) {
    CHECK(line.starts_with(file));
    const auto row = std::stoi(line.substr(file.size()));  // the first is in line 2
    CHECK(line.substr(line.find(',')) == ((row - 2) % 3 == 0 ? ",c,\"a, b\"" : ",\"a, b\",c"));
  }
  CHECK(count == changed);
}

TEST_CASE("clean labels beside the given ones are for reporting only", "[examples]") {
  const ScratchFolder folder;
  write_table(folder, {"train", "meta", "test"});
  std::string clean;
  for (int i = 0; i < 30; ++i) clean += i < 3 || i % 3 != 0 ? "c,\n" : ",\n";
  folder.write("data/truth.csv", "label,\n" + clean);
  auto options = table();
  const NoisyExamples without(options, folder.path(), RandomKey(2));
  options.clean_labels = "truth.csv";
  NoisyExamples with(options, folder.path(), RandomKey(2));
  CHECK(torch::equal(with.training().labels, without.training().labels));
  CHECK(torch::equal(with.meta().labels, without.meta().labels));
  CHECK(with.training().clean_labels.lt(0).sum().item<std::int64_t>() == 9);  // not known
  CHECK(*with.corrupted_fraction() == Approx(1.0 / 21));
  CHECK(metrics_of(*built(options, folder.path())).back() == "auc");
}

TEST_CASE("a validation part selects the result", "[examples]") {
  const ScratchFolder folder;
  write_table(folder, {"train", "test", "val"});
  auto options = table();
  options.meta_size = 4;
  const auto task = built(options, folder.path());
  CHECK(task->traits().selection == "validation_accuracy");
  CHECK(metrics_of(*task)[3] == "validation_accuracy");
}

TEST_CASE("sizes adapt to small data by default", "[examples]") {
  MetaWeightNetOptions options;
  CHECK(meta_size_of(options, 60000, 10) == 1000);
  CHECK(meta_size_of(options, 10000, 10) == 1000);
  CHECK(meta_size_of(options, 5000, 7) == 497);
  CHECK(meta_size_of(options, 30, 4) == 4);
  options.meta_size = 77;
  CHECK(meta_size_of(options, 30, 4) == 77);
  CHECK(noise_of(options) == "flip");
  options.labels = "labels.npy";
  CHECK(noise_of(options) == "none");
  options.noise = "uniform";
  CHECK(noise_of(options) == "uniform");
}

TEST_CASE("features of positions are averaged over the tokens without padding", "[examples]") {
  const auto features = torch::tensor({1.0, 10.0, 3.0, 20.0, 100.0, 100.0}).view({1, 3, 2});
  const auto tokens = torch::tensor({4, 5, 0}, torch::kInt64).view({1, 3});
  CHECK(torch::allclose(networks::mean_over_tokens(features, tokens, 0), torch::tensor({{2.0, 15.0}})));
  CHECK(torch::allclose(networks::mean_over_tokens(features, torch::zeros_like(tokens), 0), torch::zeros({1, 2})));
}
