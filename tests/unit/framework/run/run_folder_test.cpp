#include "framework/run/run_folder.hpp"

#include <fstream>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using evograd::test::content_of;
using evograd::test::ScratchFolder;

TEST_CASE("a run folder keeps manifest, metrics line by line and the summary") {
  const ScratchFolder scratch;
  const auto path = scratch / "run";
  {
    RunFolder folder(path);
    CHECK(folder.empty());
    CHECK_THROWS_WITH(RunFolder(path), Catch::Matchers::ContainsSubstring("another run is writing to it"));
    folder.begin("name = \"x\"\n", {{"seed", 1}});
    folder.append_metrics({.step = 1, .what = StepMetrics{.training_loss = 0.5}});
    CHECK(content_of(path / "metrics.jsonl") ==
          "{\"step\":1,\"training_loss\":0.5}\n");  // there before the run has ended
    folder.append_metrics({.step = 2, .what = StepMetrics{.training_loss = 0.25}});
    folder.write_summary({{"status", "finished"}});
  }
  CHECK(content_of(path / "manifest.toml") == "name = \"x\"\n");
  CHECK(content_of(path / "metrics.jsonl") ==
        "{\"step\":1,\"training_loss\":0.5}\n{\"step\":2,\"training_loss\":0.25}\n");
  CHECK(read_summary(path)["status"] == "finished");
  CHECK(content_of(path / "run.json") == "{\n  \"seed\": 1\n}\n");
  CHECK(content_of(path / "metrics.csv") == "step,seconds,name,value\n1,,training_loss,0.5\n2,,training_loss,0.25\n");
  const RunFolder again(path);
  CHECK_FALSE(again.empty());
  CHECK(again.holds_only_a_run());
  std::ofstream(path / "notes.txt") << "mine";
  CHECK_FALSE(again.holds_only_a_run());
}

TEST_CASE("a run that ended before its first step leaves a folder that another may begin in") {
  const ScratchFolder scratch;
  RunFolder folder(scratch / "run");
  CHECK_FALSE(folder.holds_no_step());  // there is nothing yet, and nobody knows whose folder it is
  folder.begin("name = \"x\"\n", {{"seed", 1}});
  folder.write_summary({{"status", "failed"}});
  CHECK(folder.holds_no_step());
  folder.append_metrics({.step = 1, .what = StepMetrics{.training_loss = 0.5}});
  CHECK_FALSE(folder.holds_no_step());
}

TEST_CASE("a command line that is no UTF-8 does not keep a run from its record") {
  const ScratchFolder scratch;
  RunFolder folder(scratch / "run");
  folder.begin("", {{"command", "evograd run --out caf\xe9"}});
  CHECK(content_of(scratch / "run" / "run.json") == "{\n  \"command\": \"evograd run --out caf\xEF\xBF\xBD\"\n}\n");
}

TEST_CASE("a folder that is no run and a damaged summary are named") {
  const ScratchFolder scratch;
  const auto path = scratch / "run";
  CHECK_THROWS_WITH(read_summary(path), Catch::Matchers::ContainsSubstring("cannot be read"));
  std::filesystem::create_directories(path);
  std::ofstream(path / "summary.json") << "{\"status\": ";
  CHECK_THROWS_WITH(read_summary(path), Catch::Matchers::ContainsSubstring("is not a JSON object"));
}
