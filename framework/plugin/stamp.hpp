#pragma once

#include <compare>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace evograd::host {

struct Version {
  int major = 0;
  int minor = 0;
  int patch = 0;

  auto operator<=>(const Version&) const = default;
};

std::string to_string(const Version& version);

/// The build environment that a library declares; see evograd/stamp.hpp for the text.
struct Stamp {
  std::string text;
  Version sdk;
  Version torch;
  std::string standard_library;
  std::string compiler;
  std::string build;
  std::string sanitizer;
  std::string plugin_name;
  std::string plugin_version;
};

/// Parses a stamp's text; throws Error naming what is missing or malformed. Unknown fields are ignored.
Stamp parse_stamp(const std::string& text);

/// The stamp of a plugin built together with this host.
const Stamp& host_stamp();

/// The texts of all stamps in `bytes`, each once.
std::vector<std::string> find_stamps(std::string_view bytes);

/// The one stamp in `bytes`, the contents of the library `file`. Throws PluginError if they are not those of a library,
/// or if there is no stamp or more than one in what the dynamic linker would map.
Stamp stamp_of(const std::filesystem::path& file, std::string_view bytes);

}  // namespace evograd::host
