#include <algorithm>
#include <string>

#include "framework/manifest/manifest.hpp"
#include "framework/manifest/manifest_tables.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t kWidestAligned = 48;

/// A table's lines, with their comments in one column.
std::string text_of(const ManifestTable& table, bool with_comments) {
  const auto code = [](const ManifestLine& line) { return line.key + " = " + evograd::to_toml(line.value); };
  std::size_t width = 0;
  for (const auto& line : table.lines) {
    if (code(line).size() <= kWidestAligned) width = std::max(width, code(line).size());
  }
  std::string all = table.name.empty() ? "" : "\n" + table.header() + "\n";
  for (const auto& line : table.lines) {
    const auto text = code(line);
    all += text;
    if (with_comments && !line.origin.empty()) {
      all += std::string(text.size() < width ? width - text.size() : 0, ' ') + "  # " + line.origin;
    }
    all += "\n";
  }
  return all;
}

}  // namespace

std::string to_toml(const ResolvedManifest& manifest, bool with_origin_comments) {
  std::string all;
  for (const auto& table : manifest_tables(manifest)) all += text_of(table, with_origin_comments);
  return all;
}

}  // namespace evograd::host
