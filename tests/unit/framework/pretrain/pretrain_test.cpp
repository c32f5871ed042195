#include "framework/pretrain/pretrain.hpp"

#include <torch/torch.h>

#include <future>
#include <limits>
#include <map>
#include <thread>

#include "framework/prepare/device_settings.hpp"
#include "framework/pretrain/backbone_file.hpp"
#include "framework/run/session.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/numbers.hpp"
#include "tests/unit/framework/pretrain/environment.hpp"
#include "tests/unit/framework/pretrain/regression.hpp"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using evograd::test::ManifestFolder;
using evograd::test::PretrainedRun;
using evograd::test::same_bits;
using evograd::test::Variable;

namespace {

const std::string kKept = "[optimizer.pretrain]\nlr = 0.03\n[pretrain]\nsteps = 40\nfile = \"kept.safetensors\"\n";

double mean(const std::vector<double>& numbers, std::size_t from, std::size_t to) {
  double sum = 0;
  for (auto i = from; i < to; ++i) sum += numbers[i];
  return sum / static_cast<double>(to - from);
}

std::size_t files_in(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for (const auto& item : std::filesystem::recursive_directory_iterator(folder)) count += item.is_regular_file();
  return count;
}

/// Fulfils a promise when a certain message is logged.
class OnMessage : public evograd::logging::Receiver {
 public:
  OnMessage(std::string message, std::promise<void>& promise) : message_(std::move(message)), promise_(promise) {}
  void message(evograd::logging::Level /*level*/, std::string_view text) override {
    if (text == message_) promise_.set_value();
  }

 private:
  std::string message_;
  std::promise<void>& promise_;
  evograd::logging::ReceiverScope scope_{*this};
};

}  // namespace

TEST_CASE("Pre-training lowers the loss, and the backbone alone is kept", "[pretrain]") {
  const ManifestFolder folder;
  PretrainedRun run(folder, kKept);
  const evograd::test::CapturedLog log;
  run();
  REQUIRE(run.task.losses.size() == 40);
  CHECK(mean(run.task.losses, 30, 40) < 0.5 * mean(run.task.losses, 0, 10));
  REQUIRE(run.result);
  CHECK(run.result->trained);
  CHECK(run.result->file == folder.path() / "kept.safetensors");
  CHECK(log.lines.front().starts_with("pre-training, step 1 of 40  loss "));
  CHECK(log.lines.at(log.lines.size() - 2).starts_with("pre-trained  last_loss "));

  const auto kept = evograd::host::read_backbone(run.result->file);
  std::map<std::string, torch::Tensor> state(kept.state.begin(), kept.state.end());
  CHECK(state.size() == 4 + 3);  // without the head
  CHECK(same_bits(state.at("linear.weight"), run.backbone->named_parameters()["linear.weight"].detach()));
  CHECK(same_bits(state.at("norm.running_mean"), run.backbone->named_buffers()["norm.running_mean"]));
  CHECK(state.at("norm.num_batches_tracked").item<std::int64_t>() == 40);
}

TEST_CASE("A run of another seed takes the same backbone, bit for bit, and would have trained the same", "[pretrain]") {
  const ManifestFolder folder;
  PretrainedRun first(folder, kKept, 1);
  PretrainedRun second(folder, kKept, 2);
  PretrainedRun elsewhere(folder, kKept, 3);
  elsewhere.manifest.pretrain.options.file = "other/kept.safetensors";
  first();
  second();
  elsewhere();
  CHECK(second.task.losses.empty());
  CHECK_FALSE(second.result->trained);
  CHECK(second.result->identity == first.result->identity);
  CHECK(same_bits(first.state(), second.state()));
  CHECK(elsewhere.result->trained);
  CHECK(same_bits(first.state(), elsewhere.state()));

  PretrainedRun other_seed(folder, kKept, 1);
  other_seed.manifest.pretrain.options.seed = 2;
  other_seed.manifest.pretrain.options.file = "third.safetensors";
  other_seed();
  CHECK_FALSE(same_bits(first.state(), other_seed.state()));
}

TEST_CASE("The global generator and the training flags are as they were", "[pretrain]") {
  const ManifestFolder folder;
  PretrainedRun run(folder, kKept);
  torch::manual_seed(7);
  const auto expected = torch::rand({3});
  torch::manual_seed(7);
  run();
  CHECK(same_bits(torch::rand({3}), expected));
  CHECK(run.backbone->is_training());
  CHECK(run.backbone->named_children()["norm"]->is_training());
}

TEST_CASE("A file of another pre-training is refused, and steps = 0 takes it as it is", "[pretrain]") {
  const ManifestFolder folder;
  PretrainedRun first(folder, kKept);
  first();
  const auto file = (folder.path() / "kept.safetensors").string();

  PretrainedRun longer(folder, kKept);
  longer.manifest.pretrain.options.steps = 50;
  CHECK_THROWS_WITH(longer(), file +
                                  ": contains a backbone that was pre-trained with other settings: "
                                  "'pretrain.steps = 40' in the file, 'pretrain.steps = 50' now\n"
                                  "  help: delete it, specify another [pretrain] file, or set [pretrain] steps = 0 to "
                                  "use it as it is");
  PretrainedRun other_data(folder, kKept);
  other_data.task.about = "batch = 32";
  CHECK_THROWS_WITH(other_data(), ContainsSubstring("'batch = 16' in the file, 'batch = 32' now"));

  other_data.manifest.pretrain.options.steps = 0;
  other_data();
  CHECK(same_bits(other_data.state(), first.state()));
  CHECK(other_data.result->identity == first.result->identity);
}

TEST_CASE("steps = 0 without a file does nothing, with a file that is not there it is an error", "[pretrain]") {
  const ManifestFolder folder;
  PretrainedRun nothing(folder, "");
  const evograd::test::CapturedLog log;
  nothing();
  CHECK_FALSE(nothing.result);
  CHECK(log.lines.empty());
  PretrainedRun missing(folder, "[pretrain]\nfile = \"gone.safetensors\"\n");
  CHECK_THROWS_WITH(missing(), (folder.path() / "gone.safetensors").string() +
                                   ": does not exist\n  help: specify the file of a pre-trained backbone, or set "
                                   "[pretrain] steps to train one");
}

TEST_CASE("A kept backbone serves runs in double precision", "[pretrain]") {
  const ManifestFolder folder;
  PretrainedRun single(folder, kKept);
  single();
  PretrainedRun run(folder, "[run]\ndtype = \"float64\"\n[pretrain]\nfile = \"kept.safetensors\"\n");
  run.backbone = evograd::test::make_features(run.manifest.backbone.values, run.task.input());
  evograd::host::move_module(*run.backbone, torch::kCPU, torch::kFloat64);
  evograd::host::pretrain(run.manifest, run.task, run.backbone, torch::kCPU);
  CHECK(run.backbone->parameters()[0].scalar_type() == torch::kFloat64);
  CHECK(same_bits(single.state(), run.state()));
}

TEST_CASE("A task that does not define pre-training says so", "[pretrain]") {
  const ManifestFolder folder;
  PretrainedRun run(folder, kKept);
  evograd::test::TinyReweighting task(true);
  run.backbone = evograd::test::make_features(run.manifest.backbone.values, task.input());
  CHECK_THROWS_WITH(evograd::host::pretrain(run.manifest, task, run.backbone, torch::kCPU),
                    "[pretrain] steps: is 40, but task 'line' does not define pre-training\n"
                    "  help: set steps = 0; if a file is given, the backbone in it is then used as it is");
}

TEST_CASE("A loss that is not finite stops pre-training, and nothing is kept", "[pretrain]") {
  const ManifestFolder folder;
  PretrainedRun run(folder, kKept);
  run.task.before = [&](std::int64_t step) {
    if (step != 5) return;
    const torch::NoGradGuard no_grad;
    run.backbone->parameters()[0].fill_(std::numeric_limits<float>::infinity());
  };
  CHECK_THROWS_WITH(
      run(), ContainsSubstring("pre-training, step 5: the loss is ") && ContainsSubstring("[optimizer.pretrain] lr"));
  CHECK(files_in(folder.path()) == 1);  // the manifest

  PretrainedRun again(folder, kKept);
  again();
  CHECK(again.result->trained);
}

TEST_CASE("Without a file the cache folder holds a backbone for each identity", "[pretrain]") {
  const ManifestFolder folder;
  const ManifestFolder cache;
  const Variable variable("EVOGRAD_CACHE", cache.path().string());
  const std::string tables = "[pretrain]\nsteps = 3\n";
  PretrainedRun first(folder, tables);
  PretrainedRun same(folder, tables, 5);
  PretrainedRun other(folder, tables);
  other.task.about = "batch = 17";
  first();
  same();
  CHECK(files_in(cache.path()) == 1);
  other();
  CHECK(first.result->file.parent_path() == cache.path() / "pretrained");
  CHECK_THAT(first.result->file.string(), EndsWith(".safetensors"));
  CHECK(same.result->file == first.result->file);
  CHECK_FALSE(same.result->trained);
  CHECK(other.result->trained);
  CHECK(other.result->file != first.result->file);
  CHECK(files_in(cache.path()) == 2);  // no lock, nothing temporary
}

TEST_CASE("Of two that want the same backbone at once one trains and the other waits", "[pretrain]") {
  const ManifestFolder folder;
  PretrainedRun first(folder, kKept, 1);
  PretrainedRun second(folder, kKept, 2);
  std::promise<void> training;
  std::promise<void> waiting;
  first.task.before = [&](std::int64_t step) {
    if (step != 0) return;
    training.set_value();
    waiting.get_future().wait();
  };
  const OnMessage receiver("waiting for another process that pre-trains the same backbone", waiting);
  std::thread beside([&] { first(); });
  training.get_future().wait();
  second();  // does not return unless it waited
  beside.join();
  CHECK(first.result->trained);
  CHECK_FALSE(second.result->trained);
  CHECK(second.task.losses.empty());
  CHECK(same_bits(first.state(), second.state()));

  PretrainedRun alone(folder, kKept, 3);
  alone.manifest.pretrain.options.file = "alone.safetensors";
  alone();
  CHECK(same_bits(first.state(), alone.state()));  // the second did not disturb the first
}

TEST_CASE("A session's trainer begins at the pre-trained weights, unless it is told to leave them", "[pretrain]") {
  const ManifestFolder folder;
  folder.write("m.toml",
               "seed = 3\n" + evograd::test::toy_tables + "[pretrain]\nsteps = 20\nfile = \"kept.safetensors\"\n");
  const auto manifest = folder.load({"m.toml"});
  const auto weight = [&](evograd::host::Pretrain pretraining) {
    evograd::host::Session session(manifest, pretraining);
    CHECK(session.pretrained().has_value() == (pretraining != evograd::host::Pretrain::never));
    return session.task().model()->named_parameters()["backbone.linear.weight"].detach().clone();
  };
  const auto built = weight(evograd::host::Pretrain::never);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "kept.safetensors"));
  const auto trained = weight(evograd::host::Pretrain::as_manifest_says);
  const auto loaded = weight(evograd::host::Pretrain::as_manifest_says);
  CHECK_FALSE(same_bits(built, trained));
  CHECK(same_bits(trained, loaded));
  const auto kept = evograd::host::read_backbone(folder.path() / "kept.safetensors");
  CHECK(same_bits(std::map(kept.state.begin(), kept.state.end()).at("linear.weight"), trained));
}
