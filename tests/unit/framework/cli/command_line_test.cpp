#include "framework/cli/command_line.hpp"

#include <c10/util/Exception.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "framework/cli/failure.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd::host;
using evograd::test::ManifestFolder;
using evograd::test::toy_folder;
using evograd::test::toy_tables;

namespace {

struct Outcome {
  int code;
  std::string out;
  std::string err;
};

Outcome evograd_with(const std::vector<std::string>& arguments) {
  setenv("EVOGRAD_PLUGIN_PATH", toy_folder().c_str(), 1);
  std::ostringstream out;
  std::ostringstream err;
  const int code = run_command_line(arguments, {out, err});
  return {code, out.str(), err.str()};
}

Outcome guarded_throw(const std::function<void()>& thrower) {
  std::ostringstream out;
  std::ostringstream err;
  ConsoleLog log(err, /*interactive=*/false);
  const int code = guarded(log, [&] {
    thrower();
    return 0;
  });
  return {code, out.str(), err.str()};
}

}  // namespace

TEST_CASE("list --json names every component with its kind, plugin, version and file", "[cli]") {
  const auto result = evograd_with({"list", "--json"});
  CHECK(result.code == exit_code::success);
  const auto list = nlohmann::json::parse(result.out);
  const nlohmann::json expected = {{"name", "widen"},
                                   {"kind", "backbone"},
                                   {"plugin", "toy"},
                                   {"version", "1.2.3"},
                                   {"file", (toy_folder() / "toy.so").string()}};
  CHECK(std::find(list.begin(), list.end(), expected) != list.end());
}

TEST_CASE("describe shows what a manifest can say and a block to paste", "[cli]") {
  CHECK(evograd_with({"describe", "noise"}).out == R"(noise: estimator of plugin toy 1.2.3
  No estimate at all: Gaussian noise of a given size.
  Cost: none
  From: nobody, Nowhere, 2024
  Estimates: the hypergradient of one base update
  Needs: first derivatives

OPTION      TYPE             DEFAULT  RANGE                         WHAT IT IS
candidates  integer          2        at least 2                    how many draws are averaged
sigma       number           0.001    positive and finite           size of a draw
mode        string           "plain"  one of "plain", "antithetic"  whether draws come in opposite pairs
layers      list of strings  []       any                           names that nothing reads

[estimator]
use = "noise"
candidates = 2
sigma = 0.001
mode = "plain"
layers = []
)");
  const auto json = nlohmann::json::parse(evograd_with({"describe", "toy/widen", "--json"}).out);
  CHECK(json["kind"] == "backbone");
  CHECK(json["options"][0]["default"] == 4);
  CHECK(json["options"][0]["range"] == "between 1 and 1000");
}

TEST_CASE("describe of what there is not suggests what there is", "[cli]") {
  const auto result = evograd_with({"describe", "nose"});
  CHECK(result.code == exit_code::bad_usage);
  CHECK(result.err.starts_with("evograd: error: there is no component named 'nose'\n  help: did you mean 'noise'?"));
}

TEST_CASE("run --dry-run prints a manifest and runs nothing", "[cli]") {
  const ManifestFolder folder;
  const auto file = folder.write("m.toml", toy_tables);
  const auto result = evograd_with({"run", "--set", "run.steps=3", "--set", "seed=2", file, "--dry-run"});
  CHECK(result.code == exit_code::success);
  CHECK(result.err.empty());
  CHECK(result.out.find("\nsteps = 3") != std::string::npos);
  CHECK(result.out.find("\nseed = 2") != std::string::npos);
}

TEST_CASE("A bad manifest and a bad command line end with 2", "[cli]") {
  const ManifestFolder folder;
  const auto file = folder.write("m.toml", "sede = 1\n" + toy_tables);
  const auto manifest = evograd_with({"run", file, "--dry-run"});
  CHECK(manifest.code == exit_code::bad_usage);
  CHECK(manifest.out.empty());
  CHECK(folder.shortened(manifest.err).starts_with("m.toml:1:1: error: unknown key 'sede'\n"));

  const auto verb = evograd_with({"rn"});
  CHECK(verb.code == exit_code::bad_usage);
  CHECK(verb.err.starts_with("evograd: error: there is no verb 'rn'\n  help: did you mean 'run'? verbs: "));
  CHECK(evograd_with({}).code == exit_code::bad_usage);
  CHECK(evograd_with({"run"}).code == exit_code::bad_usage);
  CHECK(evograd_with({"--help"}).code == exit_code::success);
}

TEST_CASE("Whatever is thrown ends in one message and the code for it", "[cli]") {
  const auto error = guarded_throw([] { throw evograd::Error("data", "is gone", "look for it"); });
  CHECK(error.code == exit_code::failure);
  CHECK(error.err == "evograd: error: data: is gone\n  help: look for it\n");
  const auto torch_error = guarded_throw([] { TORCH_CHECK(false, "shapes differ\nsecond line"); });
  CHECK(torch_error.code == exit_code::failure);
  CHECK(torch_error.err == "evograd: error: LibTorch: shapes differ\n");
  CHECK(guarded_throw([] { throw std::runtime_error("x"); }).err == "evograd: error: x\n");
  CHECK(guarded_throw([] { throw 3; }).code == exit_code::failure);
}
