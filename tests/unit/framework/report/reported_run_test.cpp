#include "framework/report/reported_run.hpp"

#include <fstream>

#include "evograd/error.hpp"
#include "framework/report/run_labels.hpp"
#include "framework/report/run_remarks.hpp"
#include "tests/catch.hpp"
#include "tests/support/example_run.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::ExampleRun;
using evograd::test::ScratchFolder;

namespace {

std::string remarks_of(const ReportedRun& run) {
  std::string all;
  for (const auto& remark : run_remarks(run)) all += (remark.failure ? "FAILURE " : "") + remark.text + "\n";
  return all;
}

}  // namespace

TEST_CASE("a complete run folder is read, and nothing is to be remarked") {
  const ScratchFolder scratch;
  const auto folder = scratch / "run";
  ExampleRun{}.write(folder);
  const auto run = read_run(folder);
  CHECK(run.status() == "finished");
  CHECK(run.text("estimator") == "evograd");
  CHECK(run.number("ms_per_step") == 57.935);
  CHECK(run.steps_taken() == 600);
  CHECK(run.plugins.size() == 3);
  REQUIRE(run.manifest.size() == 3);
  CHECK(run.manifest[2].options[0].origin == "--estimator");
  CHECK(remarks_of(run).empty());
}

TEST_CASE("without run.json a run is read from what else there is") {
  const ScratchFolder scratch;
  const auto folder = scratch / "run";
  ExampleRun{}.write(folder);
  std::filesystem::remove(folder / "run.json");
  const auto run = read_run(folder);
  CHECK(run.text("task") == "meta-weight-net");
  CHECK(run.plugins.size() == 3);
  CHECK(run.manifest.empty());
  CHECK_THAT(remarks_of(run), ContainsSubstring("there is no run.json: options"));
}

TEST_CASE("a run without a summary is unfinished, and its plugins are known from its record") {
  const ScratchFolder scratch;
  const auto folder = scratch / "run";
  ExampleRun{}.write(folder);
  std::filesystem::remove(folder / "summary.json");
  const auto run = read_run(folder);
  CHECK(run.status() == "unfinished");
  CHECK(run.steps_taken() == 600);
  REQUIRE(run.plugins.size() == 3);
  CHECK(run.plugins[2]["name"] == "evograd");
  CHECK(run.plugins[2]["sha256"] == std::string(64, 'a'));
  CHECK_THAT(remarks_of(run), ContainsSubstring("unfinished: there is no summary.json"));
}

TEST_CASE("a failed run says why, and what its metrics have besides") {
  const ScratchFolder scratch;
  const auto folder = scratch / "run";
  ExampleRun example;
  example.write(folder);
  auto summary = example.summary();
  summary["status"] = "failed";
  summary["error"] = "step 41: the training loss is nan";
  summary["steps_taken"] = 40;
  std::ofstream(folder / "summary.json") << summary.dump();
  std::ofstream(folder / "metrics.jsonl") << "{\"step\":40,\"training_loss\":null}\n{\"step\":";
  const auto remarks = remarks_of(read_run(folder));
  CHECK_THAT(remarks, ContainsSubstring("FAILURE failed after step 40: step 41: the training loss is nan"));
  CHECK_THAT(remarks,
             ContainsSubstring("truncated and was skipped") && ContainsSubstring("1 logged value was not finite"));
}

TEST_CASE("what is no run is refused with the place") {
  const ScratchFolder scratch;
  const auto folder = scratch / "run";
  CHECK_THROWS_WITH(read_run(folder), ContainsSubstring("does not exist"));
  std::filesystem::create_directories(folder);
  CHECK_THROWS_WITH(read_run(folder), ContainsSubstring("does not contain a run"));
  std::ofstream(folder / "summary.json") << "{\"status\": ";
  CHECK_THROWS_WITH(read_run(folder), ContainsSubstring("summary.json: is not a JSON object"));
  CHECK_THROWS_WITH(read_run(folder / "summary.json"), ContainsSubstring("is not a folder"));
}

TEST_CASE("fields of another type than promised are taken for missing") {
  const ScratchFolder scratch;
  const auto folder = scratch / "run";
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "summary.json") << R"({"name":7,"status":[],"steps_taken":"x","plugins":4,"metrics":null})";
  std::ofstream(folder / "run.json") << R"({"manifest":[1,{"table":2,"options":[3,{"name":null,"value":0.5}]}]})";
  const auto run = read_run(folder);
  CHECK(run.text("name").empty());
  CHECK(run.status() == "unfinished");
  CHECK(run.steps_taken() == 0);
  REQUIRE(run.manifest.size() == 1);
  CHECK(run.manifest[0].options[0].value == "0.5");
}

TEST_CASE("runs are called by their folder, or by as much of the path as tells them apart") {
  CHECK(run_labels({"/r/a", "/r/b/"}) == std::vector<std::string>{"a", "b"});
  CHECK(run_labels({"/r/x/1", "/r/y/1"}) == std::vector<std::string>{"x/1", "y/1"});
  CHECK_THROWS_WITH(run_labels({"/r/a", "/r/b/../a/"}), ContainsSubstring("is listed twice"));
}
