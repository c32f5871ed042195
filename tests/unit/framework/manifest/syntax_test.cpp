#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using evograd::test::ManifestFolder;

namespace {

std::string report_on(const std::string& text) {
  const ManifestFolder folder;
  folder.write("m.toml", text);
  return folder.report({"m.toml"});
}

}  // namespace

TEST_CASE("A text without quotes gets its remedy", "[manifest]") {
  CHECK(report_on("[task]\nuse = line  # the toy\n") == R"(m.toml:2:7: error: bad TOML: line is not a valid TOML value
    2 | use = line  # the toy
      |       ^~~~
  help: strings need quotes: use = "line"
)");
  CHECK(report_on("\tnesterov = True\n") ==
        "m.toml:1:13: error: bad TOML: True is not a valid TOML value\n"
        "    1 | \tnesterov = True\n"
        "      | \t           ^~~~\n"
        "  help: write nesterov = true\n");
}

TEST_CASE("A key that is set twice is said to be so", "[manifest]") {
  CHECK(report_on("seed = 1\nseed = 2\n") == R"(m.toml:2:8: error: 'seed' is set twice
    2 | seed = 2
      |        ^
  help: keep one of them
)");
}

TEST_CASE("Other syntax errors keep to the form of all messages", "[manifest]") {
  CHECK(report_on("[task\n") == R"(m.toml:1:6: error: bad TOML: expected ']', saw '\n' (in a table header)
    1 | [task
      |      ^
)");
  CHECK(report_on("name = \"x") == R"(m.toml:1:10: error: bad TOML: unexpected end of file (in a string)
    1 | name = "x
      |          ^
)");
  CHECK(report_on("x\xff = 1").find("m.toml:1:1: error: bad TOML: the text is not valid UTF-8") == 0);
}

TEST_CASE("Any bytes make a report, never a crash", "[manifest]") {
  CHECK(report_on(std::string(200000, '[')).find("error: bad TOML") != std::string::npos);
  CHECK(report_on("x = " + std::string(200000, 'a')).find("error: bad TOML") != std::string::npos);
  CHECK(report_on(std::string("\0\0=", 3)).find("error: bad TOML") != std::string::npos);
}

TEST_CASE("A key of more parts than any manifest has is refused before tables are made of it", "[manifest]") {
  std::string key = "a";
  for (int i = 0; i < 60000; ++i) key += ".a";
  CHECK(
      report_on("seed = 1\n" + key + " = 1\n").starts_with("m.toml:2:1: error: bad TOML: a key of more than 16 parts"));
  CHECK(report_on("[" + key + "]\n").starts_with("m.toml:1:1: error: bad TOML: a key of more than 16 parts"));
  CHECK(report_on("x = {" + key + " = 1}\n").starts_with("m.toml:1:1: error: bad TOML: a key of more than 16 parts"));
}

TEST_CASE("Dots in texts, comments and numbers are not those of a key", "[manifest]") {
  const std::string dots(40, '.');
  for (const std::string& value :
       {"\"\\\"" + dots + "\"", "'" + dots + "'", "\"\"\"\n\"" + dots + "\n\"\"\"", "'''" + dots + "'''"}) {
    const ManifestFolder folder;
    folder.write("m.toml", evograd::test::toy_tables + "# " + dots + "\nlayers = [" + value + "]  # " + dots + "\n");
    INFO(value);
    CHECK(folder.report({"m.toml"}) == "");
  }
}

TEST_CASE("Tables within many others are unknown keys like others", "[manifest]") {
  std::string inner = "1";
  for (int i = 0; i < 200; ++i) inner = "{a.b.c.d.e.f.g.h = " + inner + "}";
  CHECK(report_on("deep = " + inner + "\n").find("error: unknown key 'deep'") != std::string::npos);
}
