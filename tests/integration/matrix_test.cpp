// Every estimator with every task, and with every backbone, two steps each: it runs to finite numbers. Refusals are
// tested with compare.

#include <future>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"

using evograd::test::content_of;
using evograd::test::Outcome;
using evograd::test::ScratchFolder;
using Json = nlohmann::json;

namespace {

/// What makes a task small enough for here. A new task needs its entry.
const std::map<std::string, std::string> kSmallTask = {
    {"meta-weight-net", R"(dataset = "synthetic"
image_shape = [1, 16, 16]
train_size = 60
meta_size = 20
test_size = 20
batch_size = 6
meta_batch_size = 6
)"},
    {"rotation", R"(dataset = "synthetic"
image_shape = [1, 16, 16]
train_size = 60
validation_size = 20
test_size = 20
batch_size = 6
validation_batch_size = 6
)"},
    {"illustration", ""},
    {"lft", R"(data = "synthetic"
image_size = 16
ways = 3
shots = 1
queries = 2
auxiliary_batch_size = 4
episodes = 4
seen_episodes = 2
)"},
    {"metaxl", R"(data = "synthetic"
vocabulary_size = 40
length = 8
source_size = 20
target_size = 12
development_size = 6
test_size = 6
source_batch_size = 4
target_batch_size = 4
)"},
};
/// Tasks of text need a backbone for text.
const std::map<std::string, std::string> kBackboneOf = {{"metaxl", "transformer"}};
/// And a backbone, where it is not small by itself.
const std::map<std::string, std::string> kSmallBackbone = {{"resnet-cifar", "depth = 8\n"},
                                                           {"wide-resnet", "depth = 10\nwiden_factor = 1\n"},
                                                           {"mlp", "hidden = [8]\n"},
                                                           {"conv4", "channels = 4\n"},
                                                           {"resnet", "depth = 10\nbase_width = 4\n"},
                                                           {"char-cnn", "features = \"positions\"\n"},
                                                           {"transformer", "hidden = 8\nheads = 2\nlayers = 1\n"},
                                                           {"bert",
                                                            "hidden = 8\nheads = 2\nlayers = 1\n"
                                                            "feed_forward = 12\npositions = 16\n"}};
/// Backbones for token sequences: they refuse images, so they meet metaxl in place of meta-weight-net.
const std::set<std::string> kTextBackbones = {"bert", "char-cnn", "transformer"};

struct Combination {
  std::string estimator, task, backbone, order;

  std::string name() const { return estimator + "-" + task + "-" + backbone + "-" + order; }
  std::string manifest() const {
    const auto small = kSmallBackbone.find(backbone);
    return "seed = 3\n[task]\nuse = \"" + task + "\"\n" + kSmallTask.at(task) + "[backbone]\nuse = \"" + backbone +
           "\"\n" + (small == kSmallBackbone.end() ? "" : small->second) + "[estimator]\nuse = \"" + estimator +
           "\"\n[optimizer.base]\nuse = \"sgd\"\nlr = 0.03\nmomentum = 0.9\n[run]\nsteps = 2\nlog_every = 1\n" +
           "threads = 1\norder = \"" + order + "\"\n";
  }
};

std::vector<std::string> names(const std::string& kind) {
  std::vector<std::string> all;
  for (const auto& component : Json::parse(evograd::test::evograd("list --json").out)) {
    for (const char* key : {"name", "kind", "plugin", "version"}) REQUIRE(component.contains(key));
    if (component["kind"] == kind) all.push_back(component["name"]);
  }
  return all;
}

/// What a run says that is not a finite number where it should be, or an empty text.
std::string not_finite(const std::filesystem::path& folder) {
  std::istringstream lines(content_of(folder / "metrics.jsonl"));
  int steps = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto json = Json::parse(line);
    if (json.contains("training_loss")) ++steps;
    for (const char* key : {"training_loss", "meta_gradient_norm"}) {
      if (json.contains(key) && !json[key].is_number()) return line;  // JSON has no other word for what is not finite
    }
  }
  const auto metrics = Json::parse(content_of(folder / "summary.json"))["metrics"];
  for (const auto& [name, value] : metrics.items()) {
    // The means over right or wrong labels are undefined where a small set has none.
    if (!value.is_number() && !name.starts_with("weight") && name != "auc") return name;
  }
  return steps == 2 ? "" : "not two steps";
}

/// Runs them, two at a time, and looks at what they left.
void run_all(const std::vector<Combination>& combinations) {
  const ScratchFolder scratch;
  const auto run = [&](const Combination& combination) {
    const auto file = scratch.write(combination.name() + ".toml", combination.manifest());
    return evograd::test::evograd("run " + file.string() + " --out " + (scratch / combination.name()).string());
  };
  for (std::size_t i = 0; i < combinations.size(); i += 2) {
    std::vector<std::future<Outcome>> outcomes;
    for (auto j = i; j < std::min(i + 2, combinations.size()); ++j) {
      outcomes.push_back(std::async(std::launch::async, run, combinations[j]));
    }
    for (std::size_t j = 0; j < outcomes.size(); ++j) {
      const auto& combination = combinations[i + j];
      const auto outcome = outcomes[j].get();
      INFO(combination.name() << ": " << outcome.err);
      CHECK(outcome.exit_code == 0);  // none of the tasks here is one that an estimator must refuse
      if (outcome.exit_code == 0) CHECK(not_finite(scratch / combination.name()) == "");
    }
  }
}

}  // namespace

TEST_CASE("every estimator with every task, in both orders") {
  std::vector<Combination> combinations;
  for (const auto& estimator : names("estimator")) {
    for (const auto& task : names("task")) {
      INFO("give the task '" << task << "' an entry in kSmallTask");
      REQUIRE(kSmallTask.contains(task));
      const auto own = kBackboneOf.find(task);
      const auto backbone = own == kBackboneOf.end() ? "mlp" : own->second;
      for (const char* order : {"base-first", "meta-first"}) combinations.push_back({estimator, task, backbone, order});
    }
  }
  REQUIRE(combinations.size() >= 10 * 3 * 2);
  run_all(combinations);
}

TEST_CASE("every estimator with every backbone") {
  std::vector<Combination> combinations;
  for (const auto& estimator : names("estimator")) {
    for (const auto& backbone : names("backbone")) {
      const auto* task = kTextBackbones.contains(backbone) ? "metaxl" : "meta-weight-net";
      combinations.push_back({estimator, task, backbone, "base-first"});
    }
  }
  REQUIRE(combinations.size() >= 10 * 9);
  run_all(combinations);
}
