#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using evograd::test::ManifestFolder;
using evograd::test::toy_tables;

TEST_CASE("--set sets existing keys, whether the manifest writes them or not", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables + "sigma = 0.5\n");
  const auto manifest = folder.load({"m.toml",
                                     {"estimator.sigma=2", "run.device=cpu", "seed=9", "task.data=some/where.csv",
                                      "optimizer.base.milestones=[10, 20]", "estimator.layers=[\"x y\"]"}});
  CHECK(std::get<double>(manifest.estimator.values.at("sigma")) == 2);
  CHECK(manifest.estimator.origins.at("sigma") == "--set");
  CHECK(manifest.run.options.device == "cpu");
  CHECK(manifest.seed == 9);
  CHECK(std::get<std::string>(manifest.task.values.at("data")) == "some/where.csv");
  CHECK(manifest.base_optimizer.options.milestones == std::vector<std::int64_t>{10, 20});
  CHECK(std::get<std::vector<std::string>>(manifest.estimator.values.at("layers")) == std::vector<std::string>{"x y"});
}

TEST_CASE("A misspelt --set is shown with the right key", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables);
  CHECK(folder.report({"m.toml", {"estimatr.sigma=0.01", "run.step=3", "seed.x=1", "estimator=noise"}}) ==
        R"(--set:1:1: error: unknown key 'estimatr.sigma'
    1 | estimatr.sigma=0.01
      | ^~~~~~~~~~~~~~
  help: did you mean 'estimator.sigma'?
--set:2:1: error: unknown key 'run.step'
    2 | run.step=3
      | ^~~~~~~~
  help: did you mean 'run.steps'?
--set:3:1: error: unknown key 'seed.x'
    3 | seed.x=1
      | ^~~~~~
  help: did you mean 'seed'?
--set:4:1: error: unknown key 'estimator'
    4 | estimator=noise
      | ^~~~~~~~~
  help: did you mean 'estimator.use'?
)");
}

TEST_CASE("A malformed --set and a wrong value are shown as they were typed", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables);
  CHECK(folder.report({"m.toml", {"seed", "name=a b", "estimator.candidates=1"}}) ==
        R"(--set:1:1: error: 'seed' is not a setting
    1 | seed
      | ^~~~
  help: write KEY=VALUE, e.g. --set estimator.sigma=0.01
--set:2:6: error: 'a b' is not a valid TOML value
    2 | name=a b
      |      ^~~
  help: a string with spaces or punctuation needs quotes: --set 'name="…"'
--set:3:22: error: 'candidates' is 1, must be at least 2
    3 | estimator.candidates=1
      |                      ^
)");
}

TEST_CASE("A component named on the command line starts from its defaults", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables + "sigma = 0.5\n");
  evograd::host::ManifestRequest request{"m.toml", {"estimator.candidates=6"}};
  request.estimator = "toy/noise";
  const auto manifest = folder.load(request);
  CHECK(std::get<double>(manifest.estimator.values.at("sigma")) == 0.001);
  CHECK(std::get<std::int64_t>(manifest.estimator.values.at("candidates")) == 6);
  CHECK(manifest.estimator.origins.at("use") == "--estimator");

  request.estimator = "nois";
  CHECK(folder.report(request) == R"(--estimator:1:1: error: no estimator named 'nois'
    1 | nois
      | ^~~~
  help: did you mean 'noise' (plugin toy)? estimators: noise
)");
}

TEST_CASE("A --set with a key of very many parts is an unknown key", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables);
  std::string key = "estimator";
  for (int i = 0; i < 50000; ++i) key += ".a";
  CHECK(folder.report({"m.toml", {key + "=1"}}).starts_with("--set:1:1: error: unknown key 'estimator.a.a"));
}
