// [pretrain] as a user meets it: processes that share a backbone, and calls that do not pre-train.

#include <future>
#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::ScratchFolder;
using Json = nlohmann::json;

namespace {

constexpr const char* kToy = R"(name = "toy"
seed = 3
[task]
use = "line"
[backbone]
use = "widen"
[estimator]
use = "none"
[run]
steps = 4
threads = 1
[pretrain]
steps = 200
)";

/// The toy plugins, and a cache folder of its own, for as long as the scope lasts.
class ToyWithCache {
 public:
  ToyWithCache() {
    setenv("EVOGRAD_PLUGIN_PATH", EVOGRAD_BINARY_FOLDER "/tests/plugins", 1);
    setenv("EVOGRAD_CACHE", (scratch_ / "cache").c_str(), 1);
    manifest_ = scratch_.write("toy.toml", kToy).string();
  }
  ~ToyWithCache() {
    unsetenv("EVOGRAD_PLUGIN_PATH");
    unsetenv("EVOGRAD_CACHE");
  }
  ToyWithCache(const ToyWithCache&) = delete;
  ToyWithCache& operator=(const ToyWithCache&) = delete;

  std::string path(const std::string& name) const { return (scratch_ / name).string(); }
  const std::string& manifest() const { return manifest_; }
  bool cache_is_empty() const { return !std::filesystem::exists(path("cache")); }
  Json summary(const std::string& run) const { return Json::parse(content_of(path(run + "/summary.json"))); }

 private:
  ScratchFolder scratch_;
  std::string manifest_;
};

}  // namespace

TEST_CASE("two processes at once pre-train one backbone") {
  const ToyWithCache toy;
  const auto run = [&](const std::string& seed) {
    return evograd::test::evograd("run " + toy.manifest() + " --set seed=" + seed + " --out " + toy.path("run" + seed));
  };
  auto first = std::async(std::launch::async, run, "1");
  auto second = std::async(std::launch::async, run, "2");
  for (auto* outcome : {&first, &second}) {
    const auto done = outcome->get();
    INFO(done.err);
    CHECK(done.exit_code == 0);
  }
  const auto one = toy.summary("run1")["pretraining"];
  const auto two = toy.summary("run2")["pretraining"];
  CHECK(one["file"] == two["file"]);
  CHECK(one["identity"] == two["identity"]);
  CHECK(one["trained"].get<bool>() != two["trained"].get<bool>());
  CHECK_THAT(content_of(toy.path("run1/manifest.toml")), ContainsSubstring("[pretrain]\nsteps = 200"));
}

TEST_CASE("the cells of a comparison share one backbone") {
  const ToyWithCache toy;
  const auto outcome = evograd::test::evograd(
      "compare " + toy.manifest() + " --estimators none,t1-t2 --seeds 2 --jobs 2 --rounds 1 --probes 0 --out " +
      toy.path("compared"));
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  int trained = 0;
  std::string file;
  for (const char* cell : {"none-3", "none-4", "t1-t2-3", "t1-t2-4"}) {
    const auto pretraining = toy.summary("compared/cells/" + std::string(cell))["pretraining"];
    trained += pretraining["trained"].get<bool>();
    if (file.empty()) file = pretraining["file"];
    CHECK(pretraining["file"] == file);
  }
  CHECK(trained == 1);
}

TEST_CASE("a dry run and a bench pre-train nothing") {
  const ToyWithCache toy;
  const auto dry = evograd::test::evograd("run " + toy.manifest() + " --dry-run");
  CHECK(dry.exit_code == 0);
  CHECK_THAT(dry.out, ContainsSubstring("[optimizer.pretrain]\nuse = \"adam\""));
  const auto bench =
      evograd::test::evograd("bench " + toy.manifest() + " --estimators none --rounds 1 --steps 1 --json");
  INFO(bench.err);
  CHECK(bench.exit_code == 0);
  CHECK(toy.cache_is_empty());
}

TEST_CASE("runs of the cross-lingual task that differ in estimator and arm share one backbone") {
  const ToyWithCache toy;
  const auto run = [&](const std::string& name, const std::string& settings) {
    const auto outcome = evograd::test::evograd(
        "run configs/metaxl.toml --set pretrain.steps=2 --set run.steps=1 --set backbone.features=positions "
        "--set task.mask_batch_size=4 " +
        settings + " --out " + toy.path(name));
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    return toy.summary(name)["pretraining"];
  };
  const auto first = run("first", "");
  const auto second = run("second", "--set estimator.use=none --set task.transformation=none");
  const auto other = run("other", "--set task.mask_probability=0.3");
  CHECK(first["trained"].get<bool>());
  CHECK_FALSE(second["trained"].get<bool>());
  CHECK(second["file"] == first["file"]);
  CHECK(other["trained"].get<bool>());
  CHECK(other["file"] != first["file"]);
}

TEST_CASE("a task without pre-training is told so before it runs") {
  const ToyWithCache toy;
  const auto outcome = evograd::test::evograd(
      "run configs/illustration_hypergradient.toml --set pretrain.steps=5 --out " + toy.path("run"));
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("does not define pre-training"));
  CHECK(toy.cache_is_empty());
}
