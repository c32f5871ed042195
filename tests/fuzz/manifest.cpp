// Manifests, what they extend, and the settings of the command line, up to and with the options of components.
#include "framework/manifest/manifest.hpp"

#include <memory>

#include "evograd/stamp.hpp"
#include "framework/plugin/library.hpp"
#include "framework/plugin/plugin_error.hpp"
#include "input.hpp"
#include "tests/support/small_elf.hpp"

using namespace evograd;

namespace {

/// Components that hold options of every type and cannot be run.
struct Toys : Registrar {
  static std::vector<OptionSpecification> options() {
    return {{"on", true, any_value(), ""},
            {"count", std::int64_t{1}, at_least(1), ""},
            {"rate", 0.5, between(0, 1), ""},
            {"word", std::string("small"), one_of({"small", "large"}), ""},
            {"sizes", std::vector<std::int64_t>{1, 2}, positive(), ""},
            {"rates", std::vector<double>{0.5}, any_value(), ""},
            {"names", std::vector<std::string>{}, any_value(), ""}};
  }
  static const char* add(Registrar* registrar) {
    auto& self = *static_cast<Toys*>(registrar);  // for the access alone: the functions called are virtual
    self.add_task({{"line", {}, options()}, [](const OptionValues&) -> std::unique_ptr<Task> { return {}; }});
    self.add_backbone({{"widen", {}, options()},
                       [](const OptionValues&, const InputSpecification&) -> std::shared_ptr<Backbone> { return {}; }});
    self.add_estimator(
        {{"noise", {}, options()}, [](const OptionValues& values) -> std::unique_ptr<MetaGradientEstimator> {
           if (!std::get<bool>(values.at("on"))) throw Error("noise", "is off", "turn it on");
           return {};
         }});
    return nullptr;
  }
};

constexpr const char* stamp = EVOGRAD_STAMP("toy", "1.0");

}  // namespace

namespace evograd::host {

/// In place of the dynamic linker: the one plugin there is has its components here.
PluginSymbols load_library(const std::filesystem::path& file) {
  if (file.filename() != "toy.so") throw PluginError(file.string(), "is not loaded by this test", "", "");
  return {stamp, &Toys::add};
}

}  // namespace evograd::host

/// Parts: manifest, the manifest that it may extend, settings of the command line, one a line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  static const auto plugin = fuzz::write("toy.so", test::small_elf(stamp));
  fuzz::Input input(bytes, count);
  host::ManifestRequest request{.file = fuzz::write("m.toml", input.part())};
  fuzz::write("parent.toml", input.part());
  for (auto settings = input.rest(); !settings.empty();) {
    const auto end = std::min(settings.find('\n'), settings.size());
    request.settings.emplace_back(settings.substr(0, end));
    settings.remove_prefix(std::min(end + 1, settings.size()));
  }
  const auto load = [](const host::ManifestRequest& wanted) {
    return host::load_manifest(wanted, std::make_shared<host::PluginCatalog>(std::vector{fuzz::folder()}));
  };
  std::string resolved;
  const bool sound = fuzz::accepts([&] { resolved = host::to_toml(load(request), /*with_origin_comments=*/false); });
  if (!sound) return 0;
  const host::ManifestRequest again{.file = fuzz::write("resolved.toml", resolved)};
  fuzz::require(host::to_toml(load(again), false) == resolved, "a resolved manifest says the same when it is read");
  return 0;
}
