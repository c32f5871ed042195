#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"
#include "tests/integration/small_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::Outcome;
using evograd::test::ScratchFolder;
using Json = nlohmann::json;

namespace {

class LoggedRuns {
 public:
  Outcome run(const std::string& out, const std::string& more = "", const std::string& before = "",
              const std::string& environment = "") const {
    return evograd::test::evograd_in(
        environment, before + " run " + manifest_.string() + " --out " + (scratch_ / out).string() + " " + more);
  }
  std::string log_of(const std::string& out) const { return content_of(scratch_ / out / "run.log"); }
  Json summary_of(const std::string& out) const { return Json::parse(content_of(scratch_ / out / "summary.json")); }

 private:
  ScratchFolder scratch_;
  std::filesystem::path manifest_ = scratch_.write("small.toml", evograd::test::small_manifest);
};

}  // namespace

TEST_CASE("the result goes to standard output, everything else to standard error and to run.log") {
  const LoggedRuns runs;
  const auto outcome = runs.run("a");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(outcome.out.starts_with("step 4  test_accuracy "));
  CHECK(std::count(outcome.out.begin(), outcome.out.end(), '\n') == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("\nfinished in ") && ContainsSubstring("\nstep 2  test_accuracy "));
  CHECK(outcome.err.find('\033') == std::string::npos);  // no terminal, no colours
  CHECK_THAT(runs.log_of("a"), ContainsSubstring(" info     finished in ") && ContainsSubstring(" debug    "));
  CHECK(runs.summary_of("a")["warnings"] == Json::array());
}

TEST_CASE("the level is set by an option before or after the verb, or by EVOGRAD_LOG; run.log has it all the same") {
  const LoggedRuns runs;
  for (const auto& [out, more, before, environment] :
       {std::array{"a", "--quiet", "", ""}, std::array{"b", "", "-q", ""},
        std::array{"c", "--log-level error", "", "EVOGRAD_LOG=trace"},
        std::array{"d", "", "", "EVOGRAD_LOG=warning"}}) {
    const auto quiet = runs.run(out, more, before, environment);
    CHECK(quiet.exit_code == 0);
    CHECK(quiet.err.empty());
    CHECK_FALSE(quiet.out.empty());
    CHECK_THAT(runs.log_of(out), ContainsSubstring("finished in "));
  }
  CHECK_THAT(runs.run("e", "-v").err, ContainsSubstring("evograd: debug: "));
  CHECK_THAT(runs.run("f", "", "", "EVOGRAD_LOG=trace").err, ContainsSubstring("evograd: trace: step 3  loss "));
  CHECK(runs.log_of("f").find("trace") == std::string::npos);

  const auto unknown = runs.run("g", "", "", "EVOGRAD_LOG=loud");
  CHECK(unknown.exit_code == 2);
  CHECK_THAT(unknown.err, ContainsSubstring("EVOGRAD_LOG is 'loud'"));
  CHECK(runs.run("h", "--log-level loud").exit_code == 2);
  CHECK(runs.run("i", "--quiet -v").exit_code == 2);
}

TEST_CASE("the log as JSON is one object per line, errors too") {
  const LoggedRuns runs;
  for (const auto* more : {"", "--set optimizer.base.lr=1e30 --set run.steps=50 --estimator none"}) {
    const bool fails = *more != '\0';
    const auto outcome = runs.run(fails ? "b" : "a", std::string("--log-format json ") + more);
    CHECK(outcome.exit_code == (fails ? 1 : 0));
    std::istringstream lines(outcome.err);
    std::string last;
    for (std::string line; std::getline(lines, line); last = line) {
      INFO(line);
      const auto message = Json::parse(line);
      CHECK(message.contains("time"));
      CHECK(message.contains("level"));
    }
    CHECK(Json::parse(last)["level"] == (fails ? "error" : "info"));
  }
  CHECK_THAT(runs.log_of("b"), ContainsSubstring(" error    step "));
}

TEST_CASE("warnings are counted in the summary, also those before a run was stopped") {
  const LoggedRuns runs;
  REQUIRE(runs.run("a", "--set run.threads=1 --set run.steps=2").exit_code == 0);
  const auto resumed = runs.run("a", "--resume --set run.threads=2 --set run.steps=4 --allow-change run");
  INFO(resumed.err);
  REQUIRE(resumed.exit_code == 0);
  CHECK_THAT(
      resumed.err,
      ContainsSubstring("\nevograd: warning: the number of threads was 1 when the checkpoint was made and is 2 now"));
  CHECK_THAT(resumed.err, ContainsSubstring("1 warning in this run: see "));
  const auto again = runs.run("a", "--resume --set run.threads=1 --set run.steps=6 --allow-change run");
  REQUIRE(again.exit_code == 0);
  const auto warnings = runs.summary_of("a")["warnings"];
  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0]["times"] == 1);
  CHECK_THAT(warnings[0]["message"].get<std::string>(),
             ContainsSubstring("was 1 when the checkpoint was made and is 2 now"));
  CHECK_THAT(warnings[1]["message"].get<std::string>(),
             ContainsSubstring("was 2 when the checkpoint was made and is 1 now"));
}
