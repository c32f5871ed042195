#include "framework/manifest/read_manifest.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "evograd/file_kind.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/manifest/toml_reader.hpp"
#include "framework/manifest/written_text.hpp"

namespace evograd::host {
namespace {

using std::filesystem::path;

/// The manifest that the user may have meant by a file that does not exist.
std::string similar_file(const path& file) {
  std::vector<std::string> names;
  std::error_code failure;
  const auto folder = file.has_parent_path() ? file.parent_path() : path(".");
  for (const auto& item : std::filesystem::directory_iterator(folder, failure)) {
    if (item.path().extension() == ".toml") names.push_back(item.path().filename());
  }
  std::sort(names.begin(), names.end());
  const auto best = nearest(file.filename().string(), names);
  return best.empty() ? "" : "did you mean '" + (file.parent_path() / best).string() + "'?";
}

constexpr std::size_t longest = std::size_t{1} << 20;  // bytes; a device such as /dev/zero never ends

/// The contents of `file`, read only far enough to tell that it is too long; nothing if it cannot be read.
std::optional<std::string> contents_of(const path& file) {
  std::error_code failure;
  if (std::filesystem::is_directory(file, failure)) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return std::nullopt;
  std::string text;
  for (std::array<char, 4096> piece{}; stream && text.size() <= longest;) {
    stream.read(piece.data(), piece.size());
    text.append(piece.data(), static_cast<std::size_t>(stream.gcount()));
  }
  return text;
}

/// Follows `extends` from one file to the next.
class Chain {
 public:
  explicit Chain(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  Table read(const path& file, const SourceSpan& mentioned_at) {
    const auto text = contents_of(file);
    if (!text) {
      diagnostics_.add(mentioned_at, "the manifest '" + file.string() + "' cannot be read", similar_file(file));
      return {};
    }
    if (text->size() > longest) {
      diagnostics_.add(
          mentioned_at,
          fmt::format("the manifest '{}' is longer than {} bytes, the limit for a manifest", file.string(), longest),
          "specify another file");
      return {};
    }
    if (const auto kind = file_kind(*text)) {
      diagnostics_.add(mentioned_at, "the manifest '" + file.string() + "' is " + kind->what, kind->remedy);
      return {};
    }
    files_.push_back(file);
    diagnostics_.add_text(file.string(), *text);
    auto table = parse_toml(*text, file.string(), diagnostics_).value_or(Table{{file.string()}, {}});

    const auto extends =
        std::find_if(table.nodes.begin(), table.nodes.end(), [](const Node& node) { return node.name == "extends"; });
    if (extends == table.nodes.end()) return table;
    const Node link = *extends;
    table.nodes.erase(extends);
    auto parent = read_parent(link);
    merge(parent, table);
    return parent;
  }

 private:
  Table read_parent(const Node& link) {
    const auto* value = std::get_if<OptionValue>(&link.content);
    const auto* written = value ? std::get_if<std::string>(value) : nullptr;
    if (!written) {
      diagnostics_.add(link.value, "'extends' is " + describe(link) + ", must be a string",
                       "a manifest has at most one parent");
      return {};
    }
    if (const auto [cause, help] = objection_to(*written, /*is_path=*/true); !cause.empty()) {
      diagnostics_.add(link.value, "'extends' is " + describe(link) + ", which " + cause, help);
      return {};
    }
    const auto parent = path_from(link.value, *written);
    const auto is_parent = [&](const path& file) {
      std::error_code failure;
      return std::filesystem::equivalent(file, parent, failure);
    };
    if (std::any_of(files_.begin(), files_.end(), is_parent)) {
      std::string circle;
      for (const auto& file : files_) circle += file.string() + " → ";
      diagnostics_.add(link.value, "'extends' is circular: " + circle + parent.string(), "remove one 'extends'");
      return {};
    }
    return read(parent, link.value);
  }

  Diagnostics& diagnostics_;
  std::vector<path> files_;
};

}  // namespace

Table read_manifest(const path& file, Diagnostics& diagnostics) {
  return Chain(diagnostics).read(file, {file.string()});
}

path path_from(const SourceSpan& span, const path& written) {
  const auto folder = span.is_command_line() ? path() : path(span.file).parent_path();
  const path usable = usable_text(written.string(), folder);
  return span.is_command_line() ? usable : (folder / usable).lexically_normal();
}

}  // namespace evograd::host
