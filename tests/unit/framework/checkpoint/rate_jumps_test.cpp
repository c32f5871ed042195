#include "framework/checkpoint/rate_jumps.hpp"

#include "framework/checkpoint/manifest_differences.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::ManifestFolder;
using evograd::test::toy_tables;

namespace {

std::vector<std::string> jumps(const std::string& optimizer, const std::vector<std::string>& changes,
                               std::int64_t step) {
  const ManifestFolder folder;
  folder.write("a.toml", toy_tables + "[run]\nsteps = 20\n[optimizer.base]\nuse = \"sgd\"\nlr = 0.1\n" + optimizer);
  const auto before = manifest_values(folder.load({.file = "a.toml"}));
  return rate_jumps(before, folder.load({.file = "a.toml", .settings = changes}), step);
}

}  // namespace

TEST_CASE("more steps under a schedule over the run's length make the learning rate jump, which is said") {
  const auto cosine = jumps("schedule = \"cosine\"\n", {"run.steps=40"}, 20);
  REQUIRE(cosine.size() == 1);
  CHECK_THAT(cosine.front(),
             ContainsSubstring("the learning rate of [optimizer.base] jumps at step 20: the step before "
                               "took 0.0006156, this one takes 0.05 (schedule \"cosine\" over 40 steps, "
                               "20 before)"));
  CHECK(jumps("schedule = \"linear\"\n", {"run.steps=40"}, 10).size() == 1);
  CHECK(jumps("", {"optimizer.base.lr=0.2"}, 10).size() == 1);
  CHECK(jumps("", {"optimizer.meta.lr=0.2"}, 10).size() == 1);
}

TEST_CASE("nothing is said where the learning rate stays what it would have been") {
  CHECK(jumps("", {"run.steps=40"}, 20).empty());
  CHECK(jumps("schedule = \"cosine\"\n", {}, 10).empty());
  CHECK(jumps("schedule = \"steps\"\nmilestones = [5]\n", {"run.steps=40"}, 20).empty());
  CHECK(jumps("schedule = \"cosine\"\n", {"run.steps=40"}, 0).empty());
  CHECK(jumps("schedule = \"cosine\"\n", {"estimator.sigma=0.5"}, 10).empty());
}
