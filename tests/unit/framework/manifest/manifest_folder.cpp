#include "tests/unit/framework/manifest/manifest_folder.hpp"

#include <unistd.h>

#include <fstream>
#include <utility>
#include <vector>

#include "framework/manifest/diagnostics.hpp"

namespace evograd::test {

ManifestFolder::ManifestFolder() {
  static int count = 0;
  path_ = std::filesystem::temp_directory_path() /
          ("evograd-manifests-" + std::to_string(getpid()) + "-" + std::to_string(++count));
  std::filesystem::create_directories(path_);
  path_ = std::filesystem::canonical(path_);
}

ManifestFolder::~ManifestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path ManifestFolder::write(const std::string& name, const std::string& text) const {
  std::filesystem::create_directories((path_ / name).parent_path());
  std::ofstream(path_ / name, std::ios::binary) << text;
  return path_ / name;
}

host::ResolvedManifest ManifestFolder::load(host::ManifestRequest request) const {
  request.file = path_ / request.file;
  return host::load_manifest(request, std::make_shared<host::PluginCatalog>(std::vector{path_, toy_folder()}));
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
  const auto prefix = path_.string() + "/";
  for (auto found = text.find(prefix); found != std::string::npos; found = text.find(prefix)) {
    text.erase(found, prefix.size());
  }
  return text;
}

std::filesystem::path toy_folder() { return std::filesystem::path(EVOGRAD_BINARY_FOLDER) / "tests" / "plugins"; }

}  // namespace evograd::test
