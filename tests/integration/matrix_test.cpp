// Every estimator with every task and every backbone, two steps each in both orders: it runs, or is refused with a
// sentence before the first step.

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"

using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using evograd::test::content_of;
using evograd::test::ScratchFolder;
using Json = nlohmann::json;
namespace fs = std::filesystem;

namespace {

const std::set<std::string> kTextBackbones{"bert", "char-cnn", "transformer"};

/// Whether task and backbone are made for one another.
bool fit(const std::string& task, const std::string& backbone) {
  if (task == "meta-weight-net") return true;                               // takes images, texts and rows
  if (backbone == "torchscript") return task != "lft" && task != "metaxl";  // it has no sites, and features per text
  if (task == "illustration") return backbone == "mlp";                     // feeds one number
  return (task == "metaxl") == kTextBackbones.contains(backbone);
}

}  // namespace

TEST_CASE("every estimator runs with every task and every backbone that fit") {
  const ScratchFolder scratch;
  const auto file = scratch / "matrix.json";
  const auto outcome = evograd::test::evograd("check --matrix -j2 --markdown --json " + file.string());
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  INFO("scripts/generate_reference.sh writes the table again");
  CHECK_THAT(content_of(fs::path(EVOGRAD_SOURCE_FOLDER) / "README.md"), ContainsSubstring(outcome.out));

  std::set<std::string> tasks, backbones, estimators;
  for (const auto& cell : Json::parse(content_of(file))) {
    const std::string task = cell["task"], backbone = cell["backbone"], estimator = cell["estimator"];
    tasks.insert(task);
    backbones.insert(backbone);
    estimators.insert(estimator);
    INFO(task << ", " << backbone << ", " << estimator << ": " << cell["reason"]);
    CHECK(cell["verdict"] == (fit(task, backbone) ? "runs" : "refused"));
    if (!fit(task, backbone)) CHECK(cell["reason"].get<std::string>().size() > 20);
  }
  CHECK(tasks.size() >= 5);
  CHECK(backbones.size() >= 10);
  CHECK(estimators.size() >= 10);
}

TEST_CASE("no estimator holds more memory after 200 steps than after 20") {
  const auto outcome = evograd::test::evograd("check --matrix -j2 --steps 200 --component illustration --timeout 900");
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
}

TEST_CASE("an estimator that keeps tensors is found by many steps, and by few is not") {
  const ScratchFolder scratch;
  const auto manifest = scratch.write("leaking.toml", R"([[plugin]]
path = ")" EVOGRAD_BINARY_FOLDER R"(/tests/bad_plugins/bad_estimators.so"
[task]
use = "illustration"
[backbone]
use = "mlp"
[estimator]
use = "estimator-memory"
[optimizer.base]
use = "sgd"
lr = 0.01
)");
  const auto check = [&](const char* steps) {
    return evograd::test::evograd("check --matrix --component illustration -j2 --steps " + std::string(steps) + " " +
                                  manifest.string());
  };
  const auto many = check("30");
  CHECK(many.exit_code == 1);
  CHECK_THAT(many.err,
             ContainsSubstring("FAILS illustration, mlp, estimator-memory: what is held after step 20 grew from"));
  const auto few = check("2");
  // What a run finds at its first step is found by two.
  CHECK_THAT(few.err, StartsWith("FAILS illustration, mlp, estimator-parameters: step 0, estimator "
                                 "'estimator-parameters': wrote to θ in place"));
  std::istringstream lines(few.err);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("FAILS")) CHECK_THAT(line, ContainsSubstring("estimator-parameters"));
  }
}

TEST_CASE("a manifest's options are those of the components that it names") {
  const ScratchFolder scratch;
  const auto manifest = scratch.write("small.toml", R"([task]
use = "illustration"
[backbone]
use = "mlp"
[estimator]
use = "evograd"
candidates = 3
[optimizer.base]
use = "sgd"
lr = 1e30
)");
  const auto outcome =
      evograd::test::evograd("check --matrix --component illustration --markdown " + manifest.string());
  CHECK(outcome.exit_code == 1);  // with that learning rate nothing stays finite
  CHECK_THAT(outcome.err, ContainsSubstring("FAILS illustration, mlp, evograd") && ContainsSubstring("not finite"));
  CHECK_THAT(outcome.out, ContainsSubstring("| BACKBONE | illustration |"));
}
