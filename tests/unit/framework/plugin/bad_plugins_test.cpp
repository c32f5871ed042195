#include <torch/version.h>

#include "framework/plugin/plugin_catalog.hpp"
#include "framework/plugin/stamp.hpp"
#include "tests/catch.hpp"

using namespace evograd::host;

namespace {

const std::filesystem::path binary_folder = EVOGRAD_BINARY_FOLDER;
const auto toy = binary_folder / "tests" / "plugins" / "toy.so";

/// The message with which `name`.so is refused, its folder left out; an empty text when it is loaded.
std::string refusal(PluginCatalog& catalog, const std::string& name) {
  const auto folder = binary_folder / "tests" / "bad_plugins";
  try {
    catalog.load_file(folder / (name + ".so"));
  } catch (const PluginError& error) {
    std::string text = error.what();
    const auto prefix = folder.string() + "/";
    for (auto at = text.find(prefix); at != std::string::npos; at = text.find(prefix)) text.erase(at, prefix.size());
    return text;
  }
  return {};
}

std::string refusal(const std::string& name) {
  PluginCatalog catalog({});
  return refusal(catalog, name);
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("A plugin for another SDK is refused with both sides", "[plugin]") {
  const auto text = refusal("foreign_sdk");
  CAPTURE(text);
  CHECK(
      text.starts_with("foreign_sdk.so was built for SDK 9.9.0, this host has SDK 0.2.0\n"
                       "  note: plugin: sdk=9.9.0 torch="));
  CHECK(contains(text, "\n        host:   sdk=0.2.0 torch="));
  CHECK(contains(text, "\n  help: rebuild the plugin against this SDK: cmake -S"));
}

TEST_CASE("A plugin for another LibTorch is refused with both versions", "[plugin]") {
  CHECK(refusal("foreign_torch")
            .starts_with("foreign_torch.so was built for torch 0.4.1, this host runs torch " +
                         to_string(host_stamp().torch) + "\n"));
}

TEST_CASE("A plugin that throws while being loaded is refused before, by its stamp", "[plugin]") {
  CHECK(refusal("throws_in_static_initialiser")
            .starts_with("throws_in_static_initialiser.so was built for SDK 9.9.0, this host has SDK 0.2.0\n"));
}

TEST_CASE("A library without a stamp is not a plugin", "[plugin]") {
  CHECK(refusal("no_stamp") ==
        "no_stamp.so is not an evograd plugin\n"
        "  note: it has no stamp\n"
        "  help: a plugin needs exactly one source file with EVOGRAD_PLUGIN(\"name\", \"version\") { … }");
}

TEST_CASE("A malformed stamp is refused with the field at fault", "[plugin]") {
  CHECK(refusal("malformed_stamp") ==
        "malformed_stamp.so is not a readable evograd plugin\n"
        "  note: its stamp is malformed: it has no field 'torch'\n"
        "  help: rebuild the plugin against this SDK");
}

TEST_CASE("A library with two stamps was linked twice", "[plugin]") {
  const auto text = refusal("stamp_twice");
  CAPTURE(text);
  CHECK(text.starts_with("stamp_twice.so was linked twice: it has two different stamps\n  note: EVOGRAD-STAMP/1 "));
  CHECK(contains(text, "plugin=stamp_twice@0.1.0;"));
  CHECK(contains(text, "plugin=stamp_twice_too@0.1.0;"));
}

TEST_CASE("A missing symbol is named as one writes it, without the loader's other words", "[plugin]") {
  CHECK(refusal("undefined_symbol") ==
        "undefined_symbol.so needs symbol 'nowhere::defined(int)', which no loaded library provides\n"
        "  help: link the library that defines it, with -z defs so that the linker reports missing symbols");
}

TEST_CASE("A library without an entry function is refused", "[plugin]") {
  CHECK(refusal("no_entry").starts_with("no_entry.so does not export 'evograd_entry_v1'\n  help: "));
}

TEST_CASE("What a plugin's body throws is its refusal", "[plugin]") {
  CHECK(refusal("throws_in_entry") ==
        "throws_in_entry.so fails to register its components: the licence has expired\n"
        "  help: the body of its EVOGRAD_PLUGIN(…) should only register components");
}

TEST_CASE("An option whose default is out of its range is refused", "[plugin]") {
  CHECK(refusal("bad_default") ==
        "bad_default.so declares option 'candidates' of estimator 'bad-default', whose default is not allowed: "
        "'candidates' is 1, must be at least 2\n"
        "  help: change the default or the range");
}

TEST_CASE("A second component of one name is refused with both files, and nothing of its plugin stays", "[plugin]") {
  PluginCatalog catalog({});
  const auto& first = catalog.load_file(toy);
  CHECK(refusal(catalog, "duplicate_component") ==
        "duplicate_component.so registers estimator 'noise', which " + first.file.string() +
            " already registered\n  help: rename one of them, or load only one of the two plugins");
  CHECK(catalog.registry().find<evograd::EstimatorEntry>("before") == nullptr);
  CHECK(catalog.registry().plugins().size() == 1);
}

TEST_CASE("Another kind of build is loaded with a warning", "[plugin]") {
  PluginCatalog catalog({});
  const auto& plugin = catalog.load_file(binary_folder / "tests" / "bad_plugins" / "other_build.so");
  CHECK(plugin.warnings ==
        std::vector<std::string>{"has build type other, this host build type " + host_stamp().build});
}
