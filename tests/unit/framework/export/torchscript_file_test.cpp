#include "framework/export/torchscript_file.hpp"

#include <torch/script.h>

#include <set>

#include "evograd/predictor.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/run/session.hpp"
#include "framework/tensors/named_tensors.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::ScratchFolder;

namespace {

struct Example {
  std::string task;
  std::string backbone;
  std::vector<std::int64_t> input;  ///< of some examples
  std::int64_t tokens = 0;          ///< the inputs are identifiers below this number; 0 for pixels
};

const std::string label_noise = R"(use = "meta-weight-net"
dataset = "synthetic"
image_shape = [1, 16, 16]
train_size = 40
meta_size = 20
test_size = 10
batch_size = 10
meta_batch_size = 10
)";

const std::vector<Example> examples = {
    {label_noise, "use = \"lenet\"", {3, 1, 16, 16}},
    {label_noise, "use = \"resnet-cifar\"\ndepth = 8", {3, 1, 16, 16}},
    {label_noise, "use = \"wide-resnet\"\ndepth = 10\nwiden_factor = 1", {3, 1, 16, 16}},
    {"use = \"rotation\"\ndataset = \"synthetic\"\nimage_shape = [1, 16, 16]\ntrain_size = 40\nvalidation_size = 20\n"
     "test_size = 10\nbatch_size = 10\nvalidation_batch_size = 10",
     "use = \"mlp\"",
     {3, 1, 16, 16}},
    {"use = \"metaxl\"\ndata = \"synthetic\"\nsource_batch_size = 4\ntarget_batch_size = 4",
     "use = \"transformer\"\nhidden = 16\nheads = 2\nlayers = 1",
     {3, 128},
     8},
    {"use = \"metaxl\"\ndata = \"synthetic\"\nsource_batch_size = 4\ntarget_batch_size = 4",
     "use = \"char-cnn\"\nfeatures = \"positions\"",
     {3, 128},
     8},
};

ResolvedManifest manifest_of(const ScratchFolder& folder, const Example& example) {
  const auto file =
      folder.write("run.toml", "name = \"x\"\n[task]\n" + example.task + "\n[backbone]\n" + example.backbone +
                                   "\n[estimator]\nuse = \"none\"\n[run]\nsteps = 3\nthreads = 1\n");
  return load_manifest({.file = file}, std::make_shared<PluginCatalog>(
                                           std::vector{std::filesystem::path(EVOGRAD_BINARY_FOLDER) / "plugins"}));
}

}  // namespace

TEST_CASE("a recorded network gives the network's own numbers, holds its tensors apart and can be trained on",
          "[export]") {
  for (const auto& example : examples) {
    INFO(example.task << "\n" << example.backbone);
    const ScratchFolder folder;
    Session session(manifest_of(folder, example));
    auto& task = session.task();
    for (int step = 0; step < 3; ++step) session.trainer().step();
    const auto file = folder / "model.pt";
    const auto result = write_torchscript(file, task, session.trainer());
    INFO(result.reason);
    REQUIRE(result.written);
    CHECK(result.any_batch_size);
    REQUIRE(result.inputs.size() == 1);
    CHECK_THAT(result.inputs[0], ContainsSubstring(" [B, " + std::to_string(example.input[1])));
    CHECK(task.model()->is_training());  // as it was

    auto loaded = torch::jit::load(file.string());
    std::map<std::string, torch::Tensor> tensors;
    std::set<const void*> storages;
    for (const auto& item : loaded.named_parameters()) tensors[item.name] = item.value;
    for (const auto& item : loaded.named_buffers()) tensors[item.name] = item.value;
    const auto originals = parameters_and_buffers(*task.model());
    CHECK(tensors.size() == originals.size());
    for (const auto& [name, original] : originals) {
      INFO(name);
      REQUIRE(tensors.contains(name));
      CHECK(torch::equal(tensors[name], original));
      CHECK(tensors[name].requires_grad() == original.requires_grad());
      storages.insert(tensors[name].storage().data());
    }
    CHECK(storages.size() == tensors.size());

    const torch::NoGradGuard no_grad;
    auto& predictor = dynamic_cast<Predictor&>(task);
    const auto names = predictor.prediction_inputs();
    REQUIRE(names.size() == 1);
    torch::manual_seed(5);
    Batch batch;
    batch.set(names[0], example.tokens > 0 ? torch::randint(1, example.tokens, example.input, torch::kInt64)
                                           : torch::rand(example.input));
    session.trainer().state().modules.save();
    task.model()->eval();
    const auto expected = predictor.predict(batch);
    CHECK_FALSE(torch::equal(expected[0], expected[1]));
    CHECK(torch::allclose(loaded.forward({batch[names[0]]}).toTensor(), expected, 1e-5, 1e-6));
  }
}

TEST_CASE("a task without a network that predicts is not recorded, and the reason is given", "[export]") {
  const ScratchFolder folder;
  Session session(manifest_of(folder, {"use = \"illustration\"", "use = \"mlp\"", {}}));
  const auto result = write_torchscript(folder / "model.pt", session.task(), session.trainer());
  CHECK_FALSE(result.written);
  CHECK_THAT(result.reason, ContainsSubstring("does not have a network that predicts"));
  CHECK_FALSE(std::filesystem::exists(folder / "model.pt"));
}
