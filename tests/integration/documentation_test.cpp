#include <sstream>
#include <vector>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::ScratchFolder;

namespace {

const std::filesystem::path kSource = EVOGRAD_SOURCE_FOLDER;

/// Lets the program find the plugins of the documents, for as long as the scope lasts.
class ExamplePlugins {
 public:
  ExamplePlugins() { setenv("EVOGRAD_PLUGIN_PATH", EVOGRAD_BINARY_FOLDER "/docs/plugins", 1); }
  ~ExamplePlugins() { unsetenv("EVOGRAD_PLUGIN_PATH"); }
  ExamplePlugins(const ExamplePlugins&) = delete;
  ExamplePlugins& operator=(const ExamplePlugins&) = delete;
};

/// The lines of a page's shell blocks that call the program, without its path.
std::vector<std::string> program_calls(const std::filesystem::path& page) {
  static const std::string program = "build/bin/evograd ";
  std::istringstream lines(content_of(page));
  std::vector<std::string> calls;
  bool shell = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) shell = line == "```sh";
    if (shell && line.starts_with(program)) calls.push_back(line.substr(program.size()));
  }
  return calls;
}

}  // namespace

TEST_CASE("the calls that the pages show are accepted") {
  const ExamplePlugins plugins;
  int seen = 0;
  for (const char* page : {"README.md", "docs/start.md", "docs/runs.md", "docs/compare.md", "docs/many_runs.md",
                           "docs/write_a_plugin.md", "docs/conformance.md"}) {
    for (auto call : program_calls(kSource / page)) {
      INFO(page << ": " << call);
      ++seen;
      if (call.starts_with("run") || call.starts_with("bench")) {
        // What takes long is resolved but not run.
        const auto end = call.find(" --estimators");
        if (call.starts_with("bench")) call = "run" + call.substr(5, end == std::string::npos ? end : end - 5);
        if (call.find("--dry-run") == std::string::npos) call += " --dry-run";
      }
      if (call.starts_with("check")) call = "check --list";
      if (call.starts_with("compare")) call += " --dry-run";
      for (const std::string verb : {"summary", "list", "report", "export"}) {
        if (call.starts_with(verb)) call = verb + " --help";
      }
      const auto outcome = evograd::test::evograd(call);
      INFO(outcome.err);
      CHECK(outcome.exit_code == 0);
    }
  }
  CHECK(seen > 10);
}

TEST_CASE("pages that the program makes say what it says") {
  const auto checks = evograd::test::evograd("check --list-markdown").out;
  CHECK(checks.size() > 5000);
  INFO("scripts/generate_reference.sh makes them again");
  CHECK_THAT(content_of(kSource / "docs/conformance.md"), ContainsSubstring(checks));
  const auto components = evograd::test::evograd("describe --all --markdown").out;
  CHECK(components.size() > 20000);
  CHECK(content_of(kSource / "docs/components.md").ends_with(components));
}

TEST_CASE("the documented task and backbone are what `evograd new` writes") {
  const auto page = content_of(kSource / "docs/write_a_plugin.md");
  const ScratchFolder scratch;
  for (const std::string kind : {"task", "backbone"}) {
    const auto made = evograd::test::evograd("new " + kind + " my-" + kind + " --into " + (scratch / "").string());
    REQUIRE(made.exit_code == 0);
    CHECK_THAT(page, ContainsSubstring("```cpp\n" + content_of(scratch / ("my-" + kind) / "plugin.cpp") + "```"));
  }
}

TEST_CASE("the documented plugin is the one that is built, and it is as good as its page says") {
  const auto code = content_of(kSource / "docs/examples/one-sided-difference/plugin.cpp");
  REQUIRE(code.size() > 500);
  CHECK_THAT(content_of(kSource / "docs/write_a_plugin.md"), ContainsSubstring(code));

  const ExamplePlugins plugins;
  const auto described = evograd::test::evograd("describe one-sided-difference");
  CHECK(described.exit_code == 0);
  const auto bench = evograd::test::evograd(
      "bench configs/label_noise.toml --estimators one-sided-difference --rounds 1 --steps 1 --set task.train_size=500 "
      "--json");
  INFO(bench.err);
  REQUIRE(bench.exit_code == 0);
  const auto at = bench.out.find("\"cosine\": ");
  REQUIRE(at != std::string::npos);
  CHECK(std::stod(bench.out.substr(at + 10)) > 0.99);
}
