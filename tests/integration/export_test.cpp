#include <set>

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::header_of;
using evograd::test::ScratchFolder;
using evograd::test::small_manifest;

namespace {

/// A finished run of the small manifest.
class FinishedRun {
 public:
  explicit FinishedRun(const std::string& more = {}) {
    const auto manifest = scratch_.write("small.toml", small_manifest).string();
    const auto outcome = evograd::test::evograd("run " + manifest + " --out " + path("run").string() + " " + more);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
  }
  std::filesystem::path path(const std::string& name) const { return scratch_ / name; }
  std::string words(const std::string& more = {}) const { return "export " + path("run").string() + " " + more; }

 private:
  ScratchFolder scratch_;
};

/// The names of a safetensors file's tensors; each must have bytes of its own.
std::set<std::string> tensor_names(const std::filesystem::path& file) {
  std::set<std::string> names;
  std::set<std::int64_t> begins;
  const auto header = header_of(file);
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") continue;
    names.insert(name);
    begins.insert(entry.at("data_offsets").at(0).get<std::int64_t>());
  }
  CHECK(begins.size() == names.size());
  return names;
}

}  // namespace

TEST_CASE("export writes model, meta-model, TorchScript and a card, and nothing into a folder with files", "[export]") {
  const FinishedRun run;
  const auto outcome = evograd::test::evograd(run.words());
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.err,
             ContainsSubstring("exported step 4 to") && ContainsSubstring("model, meta-model, TorchScript"));
  const auto folder = run.path("run") / "export";
  CHECK(tensor_names(folder / "model.safetensors") ==
        std::set<std::string>{"backbone.conv1.weight", "backbone.conv1.bias", "backbone.conv2.weight",
                              "backbone.conv2.bias", "backbone.fc1.weight", "backbone.fc1.bias", "backbone.fc2.weight",
                              "backbone.fc2.bias", "head.weight", "head.bias"});
  CHECK(tensor_names(folder / "meta_model.safetensors") ==
        std::set<std::string>{"hidden.weight", "hidden.bias", "output.weight", "output.bias"});
  CHECK(header_of(folder / "model.safetensors").at("__metadata__").at("step") == "4");
  CHECK(content_of(folder / "model.pt").starts_with("PK"));  // a zip archive, as torch.jit.save writes
  const auto card = content_of(folder / "README.md");
  for (const auto* text : {"`lenet`", "`meta-weight-net`", "`evograd`", "seed 3", "after 4 of 4 steps", "21386",
                           "test_accuracy", "forward(image)", "image [B, 1, 16, 16]", "SHA-256", "noise_rate = 0.4"}) {
    CHECK_THAT(card, ContainsSubstring(text));
  }

  const auto again = evograd::test::evograd(run.words());
  CHECK(again.exit_code == 1);
  CHECK_THAT(again.err, ContainsSubstring("already contains files") && ContainsSubstring("--out"));
  CHECK(content_of(folder / "README.md") == card);
}

TEST_CASE("a network that is no function of one batch is exported without TorchScript, with the reason", "[export]") {
  const FinishedRun run("--task illustration --backbone mlp");
  const auto outcome = evograd::test::evograd(run.words("--out " + run.path("out").string()));
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK_THAT(outcome.err,
             ContainsSubstring("no TorchScript: the task does not have a network that predicts from one batch"));
  CHECK_FALSE(std::filesystem::exists(run.path("out") / "model.pt"));
  CHECK_THAT(content_of(run.path("out") / "README.md"),
             ContainsSubstring("does not have a network that predicts from one batch"));
}

TEST_CASE("a damaged checkpoint is skipped by export, and what is no run is refused", "[export]") {
  const FinishedRun run("--set checkpoint.every=2");
  const auto checkpoints = run.path("run") / "checkpoints";
  std::filesystem::resize_file(checkpoints / "step-000000004.safetensors", 500);
  const auto outcome = evograd::test::evograd(run.words());
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("skipped: ") && ContainsSubstring("exported step 2"));

  std::filesystem::resize_file(checkpoints / "step-000000002.safetensors", 500);
  const auto nothing = evograd::test::evograd(run.words("--out " + run.path("other").string()));
  CHECK(nothing.exit_code == 1);
  CHECK_THAT(nothing.err, ContainsSubstring("does not contain a checkpoint to export"));
  CHECK_FALSE(std::filesystem::exists(run.path("other")));
  CHECK_THAT(evograd::test::evograd("export " + run.path("nowhere").string()).err,
             ContainsSubstring("does not contain a checkpoint"));
}
