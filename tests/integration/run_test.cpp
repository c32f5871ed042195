#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"

using evograd::test::content_of;
using evograd::test::metrics_of;
using evograd::test::Outcome;
using evograd::test::ScratchFolder;
using Json = nlohmann::json;

namespace {

Outcome run(const ScratchFolder& scratch, const std::string& out, const std::string& more = {}) {
  const auto manifest = scratch.write("small.toml", evograd::test::small_manifest);
  return evograd::test::evograd("run " + manifest.string() + " --out " + (scratch / out).string() + " " + more);
}

}  // namespace

TEST_CASE("a run leaves its manifest, its metrics and a summary, and the manifest runs again to the same numbers") {
  const ScratchFolder scratch;
  const auto first = run(scratch, "first");
  INFO(first.err);
  REQUIRE(first.exit_code == 0);
  CHECK(first.err.find("results in") != std::string::npos);

  const auto summary = Json::parse(content_of(scratch / "first/summary.json"));
  CHECK(summary["status"] == "finished");
  CHECK(summary["estimator"] == "evograd");
  CHECK(summary["steps_taken"] == 4);
  CHECK(summary["peak_bytes"].get<std::int64_t>() > 0);
  CHECK(summary["lambda_distance"].get<double>() > 0);
  CHECK(summary["plugins"].size() == 3);
  CHECK(summary["plugins"][0]["sha256"].get<std::string>().size() == 64);
  for (const char* name : {"test_accuracy", "meta_loss", "weight_clean", "weight_corrupted", "auc"}) {
    CHECK(summary["metrics"].contains(name));
  }
  CHECK(metrics_of(scratch / "first").size() == 4 + 2 + 2);  // steps, evaluations, pictures of the weight net

  const auto again = evograd::test::evograd("run " + (scratch / "first/manifest.toml").string() + " --out " +
                                            (scratch / "again").string());
  INFO(again.err);
  REQUIRE(again.exit_code == 0);
  CHECK(metrics_of(scratch / "again") == metrics_of(scratch / "first"));
  CHECK(content_of(scratch / "first/manifest.toml").size() > 500);

  REQUIRE(run(scratch, "other", "--set seed=4").exit_code == 0);
  CHECK(metrics_of(scratch / "other") != metrics_of(scratch / "first"));

  const auto occupied = run(scratch, "first");
  CHECK(occupied.exit_code == 1);
  CHECK(occupied.err.find("already contains files") != std::string::npos);
}

TEST_CASE("a loss or a meta-gradient that explodes stops the run, is named, and what was written is kept") {
  const ScratchFolder scratch;
  const std::string explode = "--set optimizer.base.lr=1e30 --set run.steps=50 ";
  const auto loss = run(scratch, "loss", explode + "--estimator none");
  CHECK(loss.exit_code == 1);
  CHECK(loss.err.find("\nevograd: error: step ") != std::string::npos);
  CHECK(loss.err.find("the training loss is") != std::string::npos);
  const auto summary = Json::parse(content_of(scratch / "loss/summary.json"));
  CHECK(summary["status"] == "failed");
  CHECK(metrics_of(scratch / "loss").size() >= 1);

  const auto meta_gradient = run(scratch, "meta-gradient", explode);
  CHECK(meta_gradient.exit_code == 1);
  CHECK(meta_gradient.err.find("the meta-gradient of 'hidden.weight' is not finite") != std::string::npos);
}

TEST_CASE("summary shows finished runs side by side") {
  const ScratchFolder scratch;
  REQUIRE(run(scratch, "a").exit_code == 0);
  REQUIRE(run(scratch, "b", "--estimator none --set task.reweight=false").exit_code == 0);
  const auto table = evograd::test::evograd("summary " + (scratch / "a").string() + " " + (scratch / "b").string());
  CHECK(table.exit_code == 0);
  CHECK(table.out.find("weight_clean") != std::string::npos);
  CHECK(table.out.find("none") != std::string::npos);
  CHECK(evograd::test::evograd("summary " + (scratch / "c").string()).exit_code == 1);
}

TEST_CASE("batches made ahead on another thread change no number") {
  const ScratchFolder scratch;
  REQUIRE(run(scratch, "ahead", "--set run.batches=ahead").exit_code == 0);
  REQUIRE(run(scratch, "in-step", "--set run.batches=in-step").exit_code == 0);
  CHECK(metrics_of(scratch / "ahead") == metrics_of(scratch / "in-step"));
  const auto share = Json::parse(content_of(scratch / "ahead/summary.json"))["batch_wait_share"].get<double>();
  CHECK(share >= 0);
  CHECK(share < 1);
}

TEST_CASE("bench prints one object with the promised keys") {
  const ScratchFolder scratch;
  const auto manifest = scratch.write("small.toml", evograd::test::small_manifest);
  const auto outcome = evograd::test::evograd("bench " + manifest.string() + " --json --rounds 1 --steps 1");
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  const auto report = Json::parse(outcome.out);
  CHECK(report["plain"]["ms"].get<double>() > 0);
  CHECK(report["plain"]["peak_bytes"].get<std::int64_t>() > 0);
  CHECK(report["plain_ordinary"]["ms"].get<double>() > 0);
  CHECK(report["plain_ordinary"]["peak_bytes"].get<std::int64_t>() > 0);
  REQUIRE(report["estimators"].size() >= 4);
  for (const auto& row : report["estimators"]) {
    for (const char* key : {"name", "ms", "ratio", "ratio_ordinary", "peak_bytes", "peak_ratio", "peak_ratio_ordinary",
                            "passes", "cosine", "scale"}) {
      CHECK(row.contains(key));
    }
    if (row["name"] == "t1-t2") {
      CHECK(row["cosine"].get<double>() > 0.9999);
      CHECK(row["scale"].get<double>() == Approx(1).epsilon(1e-3));
    }
  }
  const auto table = evograd::test::evograd("bench " + manifest.string() +
                                            " --markdown --rounds 1 --steps 1 --estimators evograd:candidates=4");
  CHECK(table.exit_code == 0);
  CHECK(table.out.find("\n| --- | --- |") != std::string::npos);
  CHECK(table.out.find("\n| `evograd:candidates=4` |") != std::string::npos);
}

TEST_CASE("every shipped manifest resolves") {
  int found = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(EVOGRAD_SOURCE_FOLDER "/configs")) {
    const auto path = entry.path();
    if (path.extension() != ".toml" || path.stem().string().ends_with("_base")) continue;
    const auto outcome = evograd::test::evograd("run '" + path.string() + "' --dry-run");
    INFO(path.string() << ": " << outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK(outcome.err.empty());
    ++found;
  }
  CHECK(found >= 20);
}
