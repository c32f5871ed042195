#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using evograd::test::ManifestFolder;
using evograd::test::toy_tables;

TEST_CASE("Tables merge with the parent's, lists replace, and each value knows its file", "[manifest]") {
  const ManifestFolder folder;
  folder.write("base/parent.toml",
               "seed = 7\n" + toy_tables + "sigma = 0.5\nlayers = [\"a\", \"b\"]\n[run]\nsteps = 5\n");
  folder.write("child.toml", "extends = \"base/parent.toml\"\n[estimator]\nlayers = [\"c\"]\ncandidates = 4\n");
  const auto manifest = folder.load({"child.toml"});
  CHECK(manifest.seed == 7);
  CHECK(manifest.name == "child");
  CHECK(manifest.folder == folder.path());
  CHECK(std::get<double>(manifest.estimator.values.at("sigma")) == 0.5);
  CHECK(std::get<std::vector<std::string>>(manifest.estimator.values.at("layers")) == std::vector<std::string>{"c"});
  CHECK(manifest.run.options.steps == 5);

  const auto& origins = manifest.estimator.origins;
  CHECK(folder.shortened(origins.at("sigma")) == "base/parent.toml:8");
  CHECK(folder.shortened(origins.at("layers")) == "child.toml:3");
  CHECK(folder.shortened(origins.at("candidates")) == "child.toml:4");
  CHECK(origins.at("mode") == "default");
}

TEST_CASE("A child that uses another component starts from that one's defaults", "[manifest]") {
  const ManifestFolder folder;
  folder.write("parent.toml", toy_tables + "[optimizer.base]\nuse = \"sgd\"\nmomentum = 0.9\n");
  folder.write("child.toml", "extends = \"parent.toml\"\n[optimizer.base]\nuse = \"adamw\"\n");
  const auto manifest = folder.load({"child.toml"});
  CHECK(manifest.base_optimizer.options.kind == "adamw");
  CHECK(manifest.base_optimizer.options.lr == 1e-3);
}

TEST_CASE("An error in the parent is shown in the parent", "[manifest]") {
  const ManifestFolder folder;
  folder.write("parent.toml", toy_tables + "sigma = 0.0\n");
  folder.write("child.toml", "extends = \"parent.toml\"\n[estimator]\ncandidates = 0\n");
  CHECK(folder.report({"child.toml"}) == R"(child.toml:3:14: error: 'candidates' is 0, must be at least 2
    3 | candidates = 0
      |              ^
parent.toml:7:9: error: 'sigma' is 0.0, must be positive and finite
    7 | sigma = 0.0
      |         ^~~
)");
}

TEST_CASE("A circle of parents is refused and shown", "[manifest]") {
  const ManifestFolder folder;
  folder.write("a.toml", "extends = \"b.toml\"\n");
  folder.write("b.toml", "extends = \"a.toml\"\n");
  CHECK(folder.report({"a.toml"}) == R"(b.toml:1:11: error: 'extends' is circular: a.toml → b.toml → a.toml
    1 | extends = "a.toml"
      |           ^~~~~~~~
  help: remove one 'extends'
)");
}

TEST_CASE("A parent that is missing or no text is reported where it is named", "[manifest]") {
  const ManifestFolder folder;
  folder.write("a.toml", "extends = \"bass.toml\"\n");
  folder.write("base.toml", "extends = [\"a.toml\"]\n");
  CHECK(folder.report({"a.toml"}) == R"(a.toml:1:11: error: the manifest 'bass.toml' cannot be read
    1 | extends = "bass.toml"
      |           ^~~~~~~~~~~
  help: did you mean 'base.toml'?
)");
  CHECK(folder.report({"base.toml"}) == R"(base.toml:1:11: error: 'extends' is ["a.toml"], must be a string
    1 | extends = ["a.toml"]
      |           ^~~~~~~~~~
  help: a manifest has at most one parent
)");
}

TEST_CASE("A parent that has no end, or is far longer than a manifest, is refused where it is named", "[manifest]") {
  const ManifestFolder folder;
  folder.write("endless.toml", "extends = \"/dev/zero\"\n");
  CHECK(folder.report({"endless.toml"}) ==
        R"(endless.toml:1:11: error: the manifest '/dev/zero' is longer than 1048576 bytes, the limit for a manifest
    1 | extends = "/dev/zero"
      |           ^~~~~~~~~~~
  help: specify another file
)");
  folder.write("long.toml", "# " + std::string(1 << 20, 'x') + "\n" + toy_tables);
  CHECK(folder.report({"long.toml"}) ==
        "long.toml:1:1: error: the manifest 'long.toml' is longer than 1048576 bytes, the limit for a manifest\n"
        "  help: specify another file\n");
}
