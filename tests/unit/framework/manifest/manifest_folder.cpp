#include "tests/unit/framework/manifest/manifest_folder.hpp"

#include <utility>
#include <vector>

#include "framework/manifest/diagnostics.hpp"

namespace evograd::test {

host::ResolvedManifest ManifestFolder::load(host::ManifestRequest request) const {
  request.file = path() / request.file;
  return host::load_manifest(request, std::make_shared<host::PluginCatalog>(std::vector{path(), toy_folder()}));
}

std::string ManifestFolder::report(host::ManifestRequest request) const {
  try {
    load(std::move(request));
  } catch (const host::ManifestError& error) {
    return shortened(error.what()) + "\n";
  }
  return {};
}

std::string ManifestFolder::shortened(std::string text) const {
  const auto prefix = path().string() + "/";
  for (auto found = text.find(prefix); found != std::string::npos; found = text.find(prefix)) {
    text.erase(found, prefix.size());
  }
  return text;
}

std::filesystem::path toy_folder() { return std::filesystem::path(EVOGRAD_BINARY_FOLDER) / "tests" / "plugins"; }

}  // namespace evograd::test
