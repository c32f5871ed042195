#include "framework/plugin/plugin_catalog.hpp"

#include <unistd.h>

#include <cstdlib>

#include "framework/plugin/search_path.hpp"
#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using evograd::test::toy_folder;
using test::ManifestFolder;

TEST_CASE("A plugin offers its components by short and by full name", "[plugin]") {
  PluginCatalog catalog({toy_folder()});
  const auto* noise = catalog.find<EstimatorEntry>("noise");
  REQUIRE(noise != nullptr);
  CHECK(noise->plugin->name == "toy");
  CHECK(noise->plugin->version == "1.2.3");
  CHECK(noise->plugin->file == toy_folder() / "toy.so");
  CHECK(noise->plugin->sha256.size() == 64);
  CHECK(noise->plugin->warnings.empty());
  CHECK(catalog.find<EstimatorEntry>("toy/noise") == noise);
  CHECK(catalog.find<TaskEntry>("noise") == nullptr);
  CHECK(noise->entry.make({{"candidates", std::int64_t{4}}}) != nullptr);
}

TEST_CASE("One file by two paths is one plugin", "[plugin]") {
  const ManifestFolder folder;
  std::filesystem::create_symlink(toy_folder() / "toy.so", folder.path() / "alias.so");
  PluginCatalog catalog({});
  const auto* plugin = &catalog.load_file(toy_folder() / "toy.so");
  CHECK(&catalog.load_file(folder.path() / "alias.so") == plugin);
  CHECK(catalog.registry().plugins().size() == 1);
}

TEST_CASE("Two files of one plugin name are refused", "[plugin]") {
  const ManifestFolder folder;
  std::filesystem::copy_file(toy_folder() / "toy.so", folder.path() / "copy.so");
  PluginCatalog catalog({});
  catalog.load_file(toy_folder() / "toy.so");
  CHECK_THROWS_WITH(catalog.load_file(folder.path() / "copy.so"),
                    (folder.path() / "copy.so").string() + " is named 'toy', like " +
                        (toy_folder() / "toy.so").string() +
                        ", which is already loaded\n  help: load only one of the two");
}

TEST_CASE("A hash pins a file", "[plugin]") {
  PluginCatalog catalog({toy_folder()});
  CHECK_THROWS_AS(catalog.load_named("toy", std::string(64, 'f')), PluginError);
  const auto hash = catalog.load_named("toy").sha256;
  CHECK(catalog.load_named("toy", hash).name == "toy");
  CHECK_THROWS_AS(catalog.load_named("toy", std::string(64, 'f')), PluginError);
}

TEST_CASE("A plugin that is nowhere is refused with the folders searched", "[plugin]") {
  PluginCatalog catalog({"/one", "/two"});
  CHECK_THROWS_WITH(catalog.load_named("meta"),
                    "plugin 'meta' is not installed\n"
                    "  note: there is no meta.so in: /one, /two\n"
                    "  help: add its folder to EVOGRAD_PLUGIN_PATH, or give its file: path = \"…/meta.so\"");
}

TEST_CASE("What the search finds unusable is remembered", "[plugin]") {
  const ManifestFolder folder;
  folder.write("text.so", "no library");
  PluginCatalog catalog({folder.path(), toy_folder()});
  CHECK(catalog.find<TaskEntry>("line") != nullptr);
  REQUIRE(catalog.refused().size() == 1);
  CHECK(folder.shortened(catalog.refused()[0].summary()) == "text.so is not an evograd plugin");
}

TEST_CASE("The search path is the manifest's folder, then EVOGRAD_PLUGIN_PATH, each folder once", "[plugin]") {
  const ManifestFolder folder;
  const char* before = std::getenv("EVOGRAD_PLUGIN_PATH");
  const std::string kept = before ? before : "";
  setenv("EVOGRAD_PLUGIN_PATH", (toy_folder().string() + "::/does/not/exist:" + folder.path().string()).c_str(), 1);
  const auto folders = plugin_search_path(folder.path());
  before ? setenv("EVOGRAD_PLUGIN_PATH", kept.c_str(), 1) : unsetenv("EVOGRAD_PLUGIN_PATH");
  REQUIRE(folders.size() >= 2);
  CHECK(folders[0] == folder.path());
  CHECK(folders[1] == toy_folder());
  CHECK(std::count(folders.begin(), folders.end(), folder.path()) == 1);
}
