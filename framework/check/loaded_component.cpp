#include "framework/check/loaded_component.hpp"

namespace evograd::host::check {

PluginCatalog& catalog_with(const Subject& subject) {
  static auto* const catalog = new PluginCatalog({});
  catalog->load_file(subject.file);
  return *catalog;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  }
  return text;
}

}  // namespace evograd::host::check
