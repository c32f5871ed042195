#include "framework/scaffold/scaffold.hpp"

#include <fstream>
#include <iterator>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::ScratchFolder;
namespace fs = std::filesystem;

namespace {

const fs::path templates = fs::path(EVOGRAD_SOURCE_FOLDER) / "sdk" / "templates";

std::size_t entries(const ScratchFolder& folder) {
  return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator());
}

void write(const fs::path& file, const std::string& text) { std::ofstream(file) << text; }

}  // namespace

TEST_CASE("A new plugin has every file of its template, and no placeholder is left in it", "[scaffold]") {
  for (const char* kind : {"estimator", "task", "backbone"}) {
    INFO(kind);
    const ScratchFolder scratch;
    const auto folder = write_scaffold({templates / kind, scratch.path(), "sharp-turn"});
    CHECK(folder == scratch.path() / "sharp-turn");
    CHECK(entries(scratch) == 1);
    for (const char* file : {"CMakeLists.txt", "plugin.cpp", "test.cpp", "example.toml", "README.md"}) {
      INFO(file);
      REQUIRE(fs::is_regular_file(folder / file));
    }
    for (const auto& item : fs::directory_iterator(folder)) {
      INFO(item.path());
      const auto text = content_of(item.path());
      CHECK(text.find("emplate-name") == std::string::npos);
      CHECK(text.find("emplateName") == std::string::npos);
      CHECK(fs::exists(templates / kind / item.path().filename()));
    }
    CHECK_THAT(content_of(folder / "plugin.cpp"),
               ContainsSubstring("EVOGRAD_PLUGIN(\"sharp-turn\"") && ContainsSubstring("SharpTurn"));
    CHECK_THAT(content_of(folder / "CMakeLists.txt"), ContainsSubstring("evograd_add_plugin(sharp-turn plugin.cpp)"));
    CHECK_THAT(content_of(folder / "example.toml"), ContainsSubstring("use = \"sharp-turn\""));
  }
}

TEST_CASE("A new plugin takes the place of an empty folder", "[scaffold]") {
  const ScratchFolder scratch;
  fs::create_directory(scratch.path() / "mine");
  const auto folder = write_scaffold({templates / "task", scratch.path(), "mine"});
  CHECK(fs::exists(folder / "plugin.cpp"));
}

TEST_CASE("What exists is refused and stays as it was", "[scaffold]") {
  const ScratchFolder scratch;
  const auto target = scratch.path() / "mine";
  SECTION("a folder with content") {
    fs::create_directory(target);
    write(target / "notes", "kept");
  }
  SECTION("a file") { write(target, "kept"); }
  SECTION("a link to nowhere") { fs::create_symlink("nowhere", target); }
  CHECK_THROWS_WITH(
      write_scaffold({templates / "task", scratch.path(), "mine"}),
      ContainsSubstring(target.string()) && ContainsSubstring("already exists") && ContainsSubstring("--into"));
  CHECK(entries(scratch) == 1);
  if (fs::is_directory(target)) CHECK(content_of(target / "notes") == "kept");
  if (fs::is_regular_file(target)) CHECK(content_of(target) == "kept");
}

TEST_CASE("A folder to make the plugin in must exist", "[scaffold]") {
  const ScratchFolder scratch;
  CHECK_THROWS_WITH(write_scaffold({templates / "task", scratch.path() / "nowhere", "mine"}),
                    ContainsSubstring("nowhere") && ContainsSubstring("is not a folder"));
  CHECK(entries(scratch) == 0);
}

TEST_CASE("Where writing fails nothing is left", "[scaffold]") {
  const ScratchFolder broken;
  write(broken.path() / "a.txt", "readable");
  fs::create_directory(broken.path() / "b.txt");  // cannot be read as a file, by root either
  const ScratchFolder scratch;
  CHECK_THROWS_AS(write_scaffold({broken.path(), scratch.path(), "mine"}), evograd::Error);
  CHECK(entries(scratch) == 0);
  CHECK_THROWS_AS(write_scaffold({broken.path() / "missing", scratch.path(), "mine"}), evograd::Error);
  CHECK(entries(scratch) == 0);
}
