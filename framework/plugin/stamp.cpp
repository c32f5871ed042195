#include "framework/plugin/stamp.hpp"

#include "evograd/stamp.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include "framework/elf/elf_image.hpp"
#include "framework/plugin/plugin_error.hpp"

namespace evograd::host {
namespace {

constexpr std::string_view prefix = EVOGRAD_STAMP_PREFIX;
constexpr std::size_t longest_stamp = 1024;

Version parse_version(const std::string& field, const std::string& text) {
  Version version;
  const char* position = text.data();
  const char* const end = position + text.size();
  int* const parts[] = {&version.major, &version.minor, &version.patch};
  for (int* part : parts) {
    const auto [stop, failure] = std::from_chars(position, end, *part);
    const bool last = part == parts[2];
    if (failure != std::errc() || (last ? stop != end : stop == end || *stop != '.')) {
      throw Error("", "its stamp is malformed: " + field + "=" + text + " is not a version such as 1.2.3");
    }
    position = stop + 1;
  }
  return version;
}

std::map<std::string, std::string> fields_of(std::string_view text) {
  std::map<std::string, std::string> fields;
  while (!text.empty()) {
    const auto length = std::min(text.find(' '), text.size());
    const auto field = text.substr(0, length);
    const auto equals = field.find('=');
    if (equals != std::string_view::npos) fields.emplace(field.substr(0, equals), field.substr(equals + 1));
    text.remove_prefix(std::min(length + 1, text.size()));
  }
  return fields;
}

/// The stamps in what the dynamic linker would map of a library.
std::vector<std::string> stamps_of(const std::filesystem::path& file, std::string_view bytes) {
  if (!ElfImage::looks_like_elf(bytes)) {
    throw PluginError(file.string(), "is not an evograd plugin", "it is not an ELF library",
                      "give the .so file that evograd_add_plugin(…) built");
  }
  std::vector<std::string> stamps;
  try {
    for (const auto contents : ElfImage(bytes).loaded_contents()) {
      for (auto& stamp : find_stamps(contents)) {
        if (std::find(stamps.begin(), stamps.end(), stamp) == stamps.end()) stamps.push_back(std::move(stamp));
      }
    }
  } catch (const Error& error) {
    throw PluginError(file.string(), error.cause(), "", error.help());
  }
  return stamps;
}

}  // namespace

std::string to_string(const Version& version) {
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

Stamp parse_stamp(const std::string& text) {
  if (!text.starts_with(prefix) || !text.ends_with(';')) {
    throw Error("", "its stamp is malformed: '" + text + "' does not have the form '" + std::string(prefix) + "…;'");
  }
  const auto fields = fields_of(std::string_view(text).substr(prefix.size(), text.size() - prefix.size() - 1));
  const auto field = [&](const std::string& name) {
    const auto found = fields.find(name);
    if (found == fields.end()) throw Error("", "its stamp is malformed: it has no field '" + name + "'");
    return found->second;
  };

  Stamp stamp;
  stamp.text = text;
  stamp.sdk = parse_version("sdk", field("sdk"));
  stamp.torch = parse_version("torch", field("torch"));
  stamp.standard_library = field("stdlib");
  stamp.compiler = field("compiler");
  stamp.build = field("build");
  stamp.sanitizer = field("san");
  const auto plugin = field("plugin");
  const auto at = plugin.find('@');
  if (at == 0 || at == std::string::npos || at + 1 == plugin.size()) {
    throw Error("", "its stamp is malformed: plugin=" + plugin + " is not name@version");
  }
  stamp.plugin_name = plugin.substr(0, at);
  stamp.plugin_version = plugin.substr(at + 1);
  return stamp;
}

const Stamp& host_stamp() {
  static const Stamp stamp = parse_stamp(EVOGRAD_STAMP("host", "0"));
  return stamp;
}

std::vector<std::string> find_stamps(std::string_view bytes) {
  std::vector<std::string> stamps;
  for (auto begin = bytes.find(prefix); begin != std::string_view::npos; begin = bytes.find(prefix, begin + 1)) {
    const auto candidate = bytes.substr(begin, longest_stamp);
    const auto end = std::find_if(candidate.begin(), candidate.end(), [](char c) { return c == ';' || c < ' '; });
    if (end == candidate.end() || *end != ';') continue;
    const std::string text(candidate.begin(), end + 1);
    if (std::find(stamps.begin(), stamps.end(), text) == stamps.end()) stamps.push_back(text);
  }
  return stamps;
}

Stamp stamp_of(const std::filesystem::path& file, std::string_view bytes) {
  const auto stamps = stamps_of(file, bytes);
  if (stamps.empty()) {
    throw PluginError(file.string(), "is not an evograd plugin", "it has no stamp",
                      "a plugin needs exactly one source file with EVOGRAD_PLUGIN(\"name\", \"version\") { … }");
  }
  if (stamps.size() > 1) {
    throw PluginError(file.string(), "was linked twice: it has two different stamps",
                      stamps[0] + "\n        " + stamps[1],
                      "use EVOGRAD_PLUGIN once per library and do not link another plugin into it");
  }
  try {
    return parse_stamp(stamps.front());
  } catch (const Error& error) {
    throw PluginError(file.string(), "is not a readable evograd plugin", error.cause(),
                      "rebuild the plugin against this SDK");
  }
}

}  // namespace evograd::host
