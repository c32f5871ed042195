#include <nlohmann/json.hpp>
#include <set>

#include "tests/catch.hpp"
#include "tests/integration/browser/check_page.hpp"
#include "tests/integration/program.hpp"

using evograd::test::content_of;
using evograd::test::Outcome;
using evograd::test::ScratchFolder;
using Json = nlohmann::json;

namespace {

const std::string kLine = "[[plugin]]\npath = \"" EVOGRAD_BINARY_FOLDER
                          "/tests/plugins/limits/limits.so\"\n"
                          R"([task]
use = "once"
[backbone]
use = "mlp"
hidden = [4]
[estimator]
use = "evograd"
sigma = 0.01
[optimizer.base]
lr = 0.05
[run]
steps = 40
threads = 1
evaluate_every = 40
)";

Outcome compare(const ScratchFolder& scratch, const std::string& arguments, const std::string& manifest = kLine) {
  const auto file = scratch.write("line.toml", "name = \"line\"\nseed = 5\n" + manifest);
  return evograd::test::evograd("compare " + file.string() + " --rounds 1 --out " + (scratch / "out").string() + " " +
                                arguments);
}

Json result(const ScratchFolder& scratch) { return Json::parse(content_of(scratch / "out/compare.json")); }

}  // namespace

TEST_CASE("compare trains every estimator with every seed and writes what it measured") {
  const ScratchFolder scratch;
  const auto outcome = compare(scratch, "--estimators none,evograd,evograd:preset=paper,t1-t2 --seeds 2 --jobs 2");
  INFO(outcome.out << outcome.err);
  REQUIRE(outcome.exit_code == 0);

  const auto comparison = result(scratch);
  REQUIRE(comparison["cells"].size() == 8);
  std::set<std::pair<std::string, int>> cells;
  for (const auto& cell : comparison["cells"]) {
    for (const char* key : {"score", "ms", "ratio", "peak_bytes", "peak_ratio", "passes", "cosine", "cosine_positive",
                            "scale_error", "lambda_distance"}) {
      INFO(cell["estimator"] << " " << key);
      REQUIRE(cell.contains(key));
      const bool quality = std::string(key).starts_with("cosine") || std::string(key) == "scale_error";
      if (cell["estimator"] == "none" && quality)
        CHECK(cell[key].is_null());
      else
        CHECK(cell[key].is_number());
    }
    cells.emplace(cell["estimator"], cell["seed"]);
    if (cell["estimator"] == "t1-t2") {
      CHECK(cell["cosine"].get<double>() > 0.999999);
      CHECK(cell["scale_error"].get<double>() < 1e-5);
      CHECK(cell["passes"] == 3 + 9);  // the task's order is meta first: lookahead, v, product
    }
    if (cell["estimator"] == "evograd") CHECK(cell["predicted_cosine"].get<double>() > 0);
    if (cell["estimator"] == "none") CHECK(cell["lambda_distance"] == 0);
  }
  CHECK(cells.size() == 8);
  CHECK(cells.contains({"evograd:preset=paper", 6}));

  REQUIRE(comparison["summary"].size() == 4);
  const auto& last = comparison["summary"][3];
  double mean = 0;
  for (const auto& cell : comparison["cells"]) {
    if (cell["estimator"] == "t1-t2") mean += cell["score"].get<double>() / 2;
  }
  CHECK(last["score"]["mean"].get<double>() == Approx(mean));
  CHECK(last["gain"]["interval"].is_number());

  const auto csv = content_of(scratch / "out/compare.csv");
  CHECK(std::count(csv.begin(), csv.end(), '\n') == 1 + 8);
  CHECK(content_of(scratch / "out/compare.md").find("| `evograd:preset=paper` |") != std::string::npos);
  CHECK(outcome.out.find("evograd:preset=paper") != std::string::npos);
  const auto page = content_of(scratch / "out/compare.html");
  for (const char* what : {"Score by estimator", "Score against time", "Score against passes",
                           "cosine to the exact hypergradient", "Measured against predicted cosine"}) {
    INFO(what);
    CHECK(page.find("aria-label=\"" + std::string(what)) != std::string::npos);
  }
  evograd::test::check_page_everywhere(scratch / "out/compare.html", "compare");
}

TEST_CASE("finished cells are taken as they are, unfinished ones are run again") {
  const ScratchFolder scratch;
  REQUIRE(compare(scratch, "--estimators none,evograd --seeds 2").exit_code == 0);
  const auto before = result(scratch);
  const auto kept = content_of(scratch / "out/cells/evograd-5/metrics.jsonl");
  scratch.write("out/cells/evograd-6/summary.json", "{\"status\": \"fin");

  const auto again = compare(scratch, "--estimators none,evograd --seeds 2");
  INFO(again.out << again.err);
  CHECK(again.exit_code == 0);
  CHECK(again.err.find("evograd-5, finished before") != std::string::npos);
  CHECK(again.err.find("evograd-6, finished before") == std::string::npos);
  CHECK(content_of(scratch / "out/cells/evograd-5/metrics.jsonl") == kept);
  CHECK(result(scratch)["cells"][3]["score"] == before["cells"][3]["score"]);

  const auto changed = compare(scratch, "--estimators none,evograd --seeds 2 --set estimator.sigma=0.02");
  CHECK(changed.exit_code == 1);
  CHECK(changed.err.find(
            "evograd-5: contains a run of a different manifest: 'sigma = 0.01' in the folder, 'sigma = 0.02' now") !=
        std::string::npos);
  CHECK(changed.err.find("specify another folder with --out") != std::string::npos);
  for (const char* cell : {"evograd-5", "evograd-6"})
    std::filesystem::remove_all(scratch / ("out/cells/" + std::string(cell)));
  const auto removed = compare(scratch, "--estimators none,evograd --seeds 2 --set estimator.sigma=0.02");
  INFO(removed.err);
  CHECK(removed.exit_code == 0);
  CHECK(removed.err.find("none-5, finished before") != std::string::npos);
  CHECK(removed.err.find("evograd-5, finished before") == std::string::npos);
}

TEST_CASE("an estimator that cannot run here is refused early, with the reason, and the others run") {
  const ScratchFolder scratch;
  const auto outcome = compare(scratch, "--estimators none,unrolled,conjugate-gradient,t1-t2 --seeds 1");
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit_code == 0);
  const auto comparison = result(scratch);
  REQUIRE(comparison["refused"].size() == 2);
  CHECK(comparison["refused"][0]["estimator"] == "unrolled");
  CHECK(comparison["refused"][0]["reason"].get<std::string>().find("can be differentiated only once") !=
        std::string::npos);
  CHECK(comparison["cells"].size() == 2);
  CHECK(outcome.out.find("unrolled cannot run here") != std::string::npos);
}

TEST_CASE("a run that fails or takes its process down is a failed cell, and the rest is complete") {
  const ScratchFolder scratch;
  const auto outcome = compare(scratch, "--estimators none,tired,crash --seeds 1");
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit_code == 1);
  const auto comparison = result(scratch);
  REQUIRE(comparison["cells"].size() == 3);
  CHECK(comparison["cells"][0]["status"] == "finished");
  CHECK(comparison["cells"][1]["status"] == "failed");
  CHECK(comparison["cells"][1]["error"].get<std::string>().find(", estimator 'tired', tired: has had enough") == 7);
  CHECK(comparison["cells"][2]["error"].get<std::string>().find("the process ended without a summary") == 0);
  CHECK(outcome.out.find("tired (1 failed)") != std::string::npos);
}

TEST_CASE("what compare is told wrongly is said before anything runs") {
  const ScratchFolder scratch;
  const auto unknown = compare(scratch, "--estimators none,evogard");
  CHECK(unknown.exit_code == 2);
  CHECK(unknown.err.find("did you mean 'evograd' (plugin evograd)?") != std::string::npos);
  const auto setting = compare(scratch, "--estimators evograd:paper");
  CHECK(setting.exit_code == 1);
  CHECK(setting.err.find("'paper' in 'evograd:paper' is not a setting") != std::string::npos);
  const auto key = compare(scratch, "--estimators evograd:presett=paper");
  CHECK(key.exit_code == 2);
  const auto twice = compare(scratch, "--estimators evograd,none,evograd");
  CHECK(twice.exit_code == 1);
  CHECK(twice.err.find("'evograd' and 'evograd' are the same") != std::string::npos);
  CHECK(compare(scratch, "").exit_code == 2);
  CHECK_FALSE(std::filesystem::exists(scratch / "out"));
}

TEST_CASE("a probe changes nothing but the log") {
  const ScratchFolder scratch;
  const auto file = scratch.write("line.toml", kLine);
  const auto losses = [&](const std::string& name, const std::string& more) {
    const auto outcome = evograd::test::evograd("run " + file.string() + " --set run.log_every=1 --out " +
                                                (scratch / name).string() + " " + more);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    std::istringstream lines(content_of(scratch / (name + "/metrics.jsonl")));
    std::vector<double> all;
    int readings = 0;
    for (std::string line; std::getline(lines, line);) {
      const auto json = Json::parse(line);
      if (json.contains("training_loss")) all.push_back(json["training_loss"]);
      if (!json.contains("probe")) continue;
      ++readings;
      CHECK(std::abs(json["probe"]["cosine"].get<double>()) <= 1 + 1e-6);
      CHECK(json["probe"].contains("scale_error"));
    }
    return std::pair(all, readings);
  };
  const auto plain = losses("plain", "");
  const auto probed = losses("probed", "--set probe.every=8");
  CHECK(plain.first == probed.first);
  CHECK(plain.second == 0);
  CHECK(probed.second == 5);
  const auto summary = Json::parse(content_of(scratch / "probed/summary.json"));
  CHECK(summary["probe"]["readings"] == 5);
  CHECK(Json::parse(content_of(scratch / "plain/summary.json"))["probe"].is_null());
}
