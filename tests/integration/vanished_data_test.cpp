// Data that was there when a run began and is not when it goes on.

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::metrics_of;
using evograd::test::ScratchFolder;
using evograd::test::shell;
using evograd::test::small_manifest;
using evograd::test::state_of;

namespace {

/// A small run on images in idx files.
class RunOnFiles {
 public:
  RunOnFiles() {
    auto text = std::string(small_manifest);
    const std::string synthetic = "dataset = \"synthetic\"\nimage_shape = [1, 16, 16]";
    text.replace(text.find(synthetic), synthetic.size(), "dataset = \"idx\"\ndata = \"" + data().string() + "\"");
    manifest_ = scratch_.write("files.toml", text).string();
    write_images("train", 240);
    write_images("t10k", 50);
  }

  std::filesystem::path data() const { return scratch_ / "data"; }
  std::filesystem::path path(const std::string& name) const { return scratch_ / name; }
  std::string words(const std::string& out, const std::string& more) const {
    return "run " + manifest_ + " --out " + path(out).string() + " --set checkpoint.every=2 --set checkpoint.keep=9 " +
           more;
  }

 private:
  void write_images(const std::string& part, int count) const {
    std::string images({0, 0, 8, 3, 0, 0, 0, static_cast<char>(count), 0, 0, 0, 16, 0, 0, 0, 16});
    std::string labels({0, 0, 8, 1, 0, 0, 0, static_cast<char>(count)});
    for (int i = 0; i < count; ++i) {
      for (int pixel = 0; pixel < 256; ++pixel) images += static_cast<char>((pixel * (i % 10 + 1) + 31 * i) % 251);
      labels += static_cast<char>(i % 10);
    }
    scratch_.write("data/" + part + "-images-idx3-ubyte", images);
    scratch_.write("data/" + part + "-labels-idx1-ubyte", labels);
  }

  ScratchFolder scratch_;
  std::string manifest_;
};

}  // namespace

TEST_CASE(
    "data that has vanished is named when a run goes on, its checkpoints stay, and with the data it ends the same",
    "[trouble]") {
  const RunOnFiles run;
  REQUIRE(evograd::test::evograd(run.words("straight", "--set run.steps=6")).exit_code == 0);
  std::filesystem::copy(run.path("straight"), run.path("killed"), std::filesystem::copy_options::recursive);
  for (const auto* left :
       {"summary.json", "checkpoints/step-000000004.safetensors", "checkpoints/step-000000006.safetensors"}) {
    REQUIRE(std::filesystem::remove(run.path("killed") / left));
  }
  const auto resume = run.words("killed", "--set run.steps=6 --resume");

  for (const auto& [lost, named] :
       {std::pair{run.data() / "train-labels-idx1-ubyte", "train-labels-idx1-ubyte"}, std::pair{run.data(), "data"}}) {
    std::filesystem::rename(lost, run.path("elsewhere"));
    const auto refused = evograd::test::evograd(resume);
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, ContainsSubstring("evograd: error: " + (run.path("data")).string()));
    CHECK_THAT(refused.err, ContainsSubstring(named) && ContainsSubstring("help: "));
    CHECK(state_of(run.path("killed"))["step"] == 2);
    std::filesystem::rename(run.path("elsewhere"), lost);
  }

  const auto resumed = evograd::test::evograd(resume);
  INFO(resumed.err);
  REQUIRE(resumed.exit_code == 0);
  CHECK_THAT(resumed.err, ContainsSubstring("after step 2"));
  CHECK(state_of(run.path("killed")) == state_of(run.path("straight")));
}

TEST_CASE("data that vanishes while a run trains does not disturb it: it was read when the run began", "[trouble]") {
  const RunOnFiles run;
  const std::string steps = "--set run.steps=400 --set checkpoint.every=200 ";
  REQUIRE(evograd::test::evograd(run.words("straight", steps)).exit_code == 0);
  const auto out = run.path("robbed").string();
  const auto robbed = shell("\"$EVOGRAD\" " + run.words("robbed", steps) + " &\nuntil [ -s " + out +
                            "/metrics.jsonl ]; do sleep 0.01; done\nrm -r " + run.data().string() + "\n[ -e " + out +
                            "/summary.json ] || echo it trains\nwait $!");
  INFO(robbed.err);
  CHECK(robbed.exit_code == 0);
  CHECK_THAT(robbed.out, ContainsSubstring("it trains"));
  CHECK(state_of(run.path("robbed")) == state_of(run.path("straight")));
  CHECK(metrics_of(run.path("robbed")) == metrics_of(run.path("straight")));
}
