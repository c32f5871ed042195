#pragma once

#include <filesystem>
#include <string>

namespace evograd::host {

/// Why a string of a manifest cannot be what was meant, with the remedy; both are empty if there is no objection.
struct Objection {
  std::string cause;
  std::string help;
};

/// Objects to what comes of paths of Windows: a drive letter in front and, in a path, control characters, which escapes
/// in double quotes become ("data\train" has a tab).
Objection objection_to(const std::string& text, bool is_path);

/// `text` with "~" expanded, and with slashes for its backslashes if only that names something below `folder`.
std::string usable_text(const std::string& text, const std::filesystem::path& folder);

/// The remedy for a line of TOML with backslashes in double quotes or with typographic quotes; empty for others.
std::string quoting_help(const std::string& line);

}  // namespace evograd::host
