#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using evograd::test::ManifestFolder;
using evograd::test::toy_tables;

TEST_CASE("An unknown option is shown in its line, with the right word", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables + "sigmaa = 0.001\n");
  CHECK(folder.report({"m.toml"}) == R"(m.toml:7:1: error: unknown option 'sigmaa' for estimator 'noise'
    7 | sigmaa = 0.001
      | ^~~~~~
  help: did you mean 'sigma'? options: candidates, sigma, mode, layers  (evograd describe noise)
)");
}

TEST_CASE("An unknown key of the top level is shown with the keys there are", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", "sede = 4\n" + toy_tables);
  CHECK(folder.report({"m.toml"}) == R"(m.toml:1:1: error: unknown key 'sede'
    1 | sede = 4
      | ^~~~
  help: did you mean 'seed'? keys: name, seed, folder, extends, plugin, task, backbone, estimator, optimizer, run, pretrain, probe, distributed, checkpoint
)");
}

TEST_CASE("A value of the wrong type is shown with the type it must have", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables + "candidates = \"two\"\n[run]\nsteps = 2024-01-01\n");
  CHECK(folder.report({"m.toml"}) == R"(m.toml:7:14: error: 'candidates' is "two", must be an integer
    7 | candidates = "two"
      |              ^~~~~
m.toml:9:9: error: 'steps' is a date or time, must be an integer
    9 | steps = 2024-01-01
      |         ^~~~~~~~~~
)");
}

TEST_CASE("A value out of range is shown with the range", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables + "candidates = 1\nmode = \"antithetik\"\n");
  CHECK(folder.report({"m.toml"}) == R"(m.toml:7:14: error: 'candidates' is 1, must be at least 2
    7 | candidates = 1
      |              ^
m.toml:8:8: error: 'mode' is "antithetik", must be one of "plain", "antithetic"
    8 | mode = "antithetik"
      |        ^~~~~~~~~~~~
  help: did you mean 'antithetic'?
)");
}

TEST_CASE("An unknown component is shown with the nearest one and its plugin", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", "[task]\nuse = \"line\"\n[backbone]\nuse = \"widne\"\n[estimator]\nuse = \"line\"\n");
  CHECK(folder.report({"m.toml"}) == R"(m.toml:4:7: error: no backbone named 'widne'
    4 | use = "widne"
      |       ^~~~~~~
  help: did you mean 'widen' (plugin toy)? backbones: widen
m.toml:6:7: error: no estimator named 'line'
    6 | use = "line"
      |       ^~~~~~
  note: 'line' is a task
  help: estimators: noise
)");
}

TEST_CASE("A missing table and a table without use say what to write", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", "seed = 1\n[task]\n[estimator]\nuse = \"noise\"\n");
  CHECK(folder.report({"m.toml"}) == R"(m.toml:1:1: error: there is no [backbone] table
    1 | seed = 1
      | ^
  help: write use = "…"; backbones: widen
m.toml:2:2: error: [task] does not specify which task to use
    2 | [task]
      |  ^~~~
  help: write use = "…"; tasks: line
)");
}

TEST_CASE("What a component's constructor objects to is reported at its table", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables + "mode = \"antithetic\"\ncandidates = 3\n");
  CHECK(folder.report({"m.toml"}) ==
        R"(m.toml:5:2: error: estimator 'noise': 'candidates' is odd, but antithetic draws come in pairs
    5 | [estimator]
      |  ^~~~~~~~~
  help: make it even
)");
}

TEST_CASE("Optimizers are as strict as components", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", toy_tables +
                             "[optimizer.base]\nnesterov = true\n[optimizer.meta]\nuse = \"adma\"\nlr = 1\n"
                             "[optimizer.third]\n");
  CHECK(folder.report({"m.toml"}) == R"(m.toml:7:1: error: [optimizer.base]: 'nesterov' is true, but 'momentum' is 0
    7 | [optimizer.base]
      | ^~~~~~~~~~~~~~~~
  help: set momentum, e.g. momentum = 0.9
m.toml:10:7: error: no optimizer named 'adma'
   10 | use = "adma"
      |       ^~~~~~
  help: did you mean 'adam'? optimizers: sgd, adam, adamw
m.toml:12:12: error: unknown key 'third' in [optimizer]
   12 | [optimizer.third]
      |            ^~~~~
  help: keys: base, meta, pretrain
)");
}

TEST_CASE("A table that is no table is told from a wrong value", "[manifest]") {
  const ManifestFolder folder;
  folder.write("m.toml", "task = 3\nrun = \"fast\"\nname = \"a/b\"\nseed = -1\nplugin = \"toy\"\n" +
                             toy_tables.substr(toy_tables.find("[backbone]")));
  CHECK(folder.report({"m.toml"}) == R"(m.toml:1:1: error: 'task' is 3, must be a table
    1 | task = 3
      | ^~~~
  help: write [task] with use = "…" below it
m.toml:2:1: error: 'run' is "fast", must be a table
    2 | run = "fast"
      | ^~~
  help: write [run]
m.toml:3:8: error: 'name' is "a/b", must be a valid folder name
    3 | name = "a/b"
      |        ^~~~~
m.toml:4:8: error: 'seed' is -1, must be at least 0
    4 | seed = -1
      |        ^~
m.toml:5:1: error: 'plugin' is "toy", must be a list of tables
    5 | plugin = "toy"
      | ^~~~~~
  help: write [[plugin]]
)");
}

TEST_CASE("A manifest that is not there is shown with one of a similar name", "[manifest]") {
  const ManifestFolder folder;
  folder.write("mwn.toml", toy_tables);
  CHECK(folder.report({"mnw.toml"})
            .find("mnw.toml:1:1: error: the manifest 'mnw.toml' cannot be read\n"
                  "  help: did you mean 'mwn.toml'?\n") == 0);
}
