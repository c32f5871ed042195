#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using evograd::host::to_toml;
using evograd::test::ManifestFolder;
using evograd::test::toy_folder;
using evograd::test::toy_tables;

TEST_CASE("A resolved manifest runs again as it is, from another folder", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", "name = \"tab\\tquote\\\"\"\n" + toy_tables + "sigma = 1e-7\nlayers = [\"a\", \"ü\"]\n");
  const auto first = folder.load({"m.toml"});
  const auto text = to_toml(first, false);
  folder.write("elsewhere/again.toml", text);
  const auto second = folder.load({"elsewhere/again.toml"});
  CHECK(to_toml(second, false) == text);
  CHECK(second.folder == folder.path());
  const bool same_values = second.estimator.values == first.estimator.values;
  CHECK(same_values);
  CHECK(second.plugins.at(0).sha256 == first.plugins.at(0).sha256);

  folder.write("elsewhere/commented.toml", to_toml(first, true));
  CHECK(to_toml(folder.load({"elsewhere/commented.toml"}), false) == text);
}

TEST_CASE("Comments say where each value comes from", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables + "sigma = 0.25\n");
  const auto manifest = folder.load({"m.toml", {"estimator.mode=antithetic"}});
  const auto text = folder.shortened(to_toml(manifest, true));
  CHECK(text.find(R"(
[estimator]
use = "noise"        # m.toml:6
candidates = 2       # default
sigma = 0.25         # m.toml:7
mode = "antithetic"  # --set
layers = []          # default
)") != std::string::npos);
  CHECK(text.find("\n[[plugin]]\npath = \"" + (toy_folder() / "toy.so").string() + "\"  # toy 1.2.3\nsha256 = \"") !=
        std::string::npos);
}

TEST_CASE("A pinned plugin that has changed is refused", "[manifest]") {
  const ManifestFolder folder;
  const std::string hash(64, '0');
  folder.write("m.toml", "[[plugin]]\nname = \"toy\"\nsha256 = \"" + hash + "\"\n" + toy_tables);
  const auto report = folder.report({"m.toml"});
  CHECK(report.find("m.toml:2:8: error: " + (toy_folder() / "toy.so").string() +
                    " is not the file that the manifest pins\n"
                    "    2 | name = \"toy\"\n"
                    "      |        ^~~~~\n"
                    "  note: its sha256: ") == 0);
  CHECK(report.find("\n        pinned:     " + hash +
                    "\n  help: restore that file, or remove 'sha256' to run with this one\n") != std::string::npos);
}

TEST_CASE("[[plugin]] tables are checked like all others", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", R"([[plugin]]
[[plugin]]
name = "toy"
sha = "00"
[[plugin]]
name = "toy"
sha256 = "00"
[[plugin]]
path = "gone.so"
)" + toy_tables);
  CHECK(folder.report({"m.toml"}) == R"(m.toml:1:1: error: [[plugin]] does not name a plugin
    1 | [[plugin]]
      | ^~~~~~~~~~
  help: write name = "evograd" for a plugin on the search path, or path = "folder/evograd.so"
m.toml:4:1: error: unknown key 'sha' in [[plugin]]
    4 | sha = "00"
      | ^~~
  help: did you mean 'sha256'? keys: name, path, sha256
m.toml:7:10: error: 'sha256' must be 64 hexadecimal digits in lower case
    7 | sha256 = "00"
      |          ^~~~
  help: sha256sum FILE.so prints it
m.toml:9:8: error: gone.so does not exist
    9 | path = "gone.so"
      |        ^~~~~~~~~
  help: build the plugin, or correct the path
)");
}
