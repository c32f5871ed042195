#include "framework/report/program_differences.hpp"

#include "framework/report/differing_options.hpp"
#include "tests/catch.hpp"
#include "tests/support/example_run.hpp"

using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::ExampleRun;

namespace {

ReportedRun run_of(const std::string& label, const ExampleRun& example) {
  ReportedRun run;
  run.label = label;
  run.description = example.record();
  run.summary = example.summary();
  run.plugins = run.summary["plugins"];
  run.manifest = reported_tables(run.description["manifest"]);
  return run;
}

}  // namespace

TEST_CASE("runs of the same files are no different programs") {
  CHECK(program_differences({run_of("a", {}), run_of("b", {.seed = 2})}).empty());
}

TEST_CASE("plugins of the same name with different hashes are named with runs and hashes") {
  const auto other = std::string(64, 'c');
  const auto found = program_differences(
      {run_of("a", {}), run_of("b", {.plugin_hash = other}), run_of("c", {}), run_of("d", {.estimator = "t1-t2"})});
  REQUIRE(found.size() == 1);
  CHECK(found[0].subject == "plugin 'evograd'");
  CHECK(found[0].runs() == std::set<std::string>{"a", "b", "c"});
  CHECK_THAT(found[0].text(),
             ContainsSubstring(std::string(64, 'a') + "  in a, c") && ContainsSubstring(other + "  in b"));
}

TEST_CASE("different versions of LibTorch are named") {
  const auto found = program_differences({run_of("a", {}), run_of("b", {.torch = "2.6.0"})});
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0].text(),
             ContainsSubstring("LibTorch") && ContainsSubstring("1.13.0  in a") && ContainsSubstring("2.6.0  in b"));
}

TEST_CASE("a run that ended with another file than it began with is named, also alone") {
  auto run = run_of("a", {});
  run.plugins = ExampleRun{.plugin_hash = std::string(64, 'c')}.plugins();
  const auto found = program_differences({run});
  REQUIRE(found.size() == 1);
  CHECK(found[0].variants.size() == 2);
}

TEST_CASE("a run that was resumed with changes is named, one without is not") {
  CHECK(program_differences({run_of("a", {.resumed = {{{"step", 3}, {"allowed_changes", nlohmann::json::array()}}}})})
            .empty());
  const auto found =
      program_differences({run_of("a", {.resumed = {{{"step", 300}, {"allowed_changes", {"run.steps: 4 -> 6"}}}}})});
  REQUIRE(found.size() == 1);
  CHECK_THAT(found[0].text(), ContainsSubstring("resumed after step 300") && ContainsSubstring("run.steps: 4 -> 6"));
}

TEST_CASE("only options that differ are compared, and a missing manifest is no difference") {
  auto unknown = run_of("c", {});
  unknown.manifest.clear();
  const auto options = differing_options({run_of("a", {}), run_of("b", {.estimator = "t1-t2", .seed = 2}), unknown});
  std::vector<std::string> names;
  for (const auto& option : options) names.push_back(option.name);
  CHECK(names == std::vector<std::string>{"seed", "estimator.use", "estimator.sigma", "estimator.candidates"});
  CHECK(options[0].values[1]->value == "2");
  CHECK_FALSE(options[2].values[1].has_value());
}
