#pragma once

#include <filesystem>
#include <string>

namespace evograd::host {

/// Writes `file` as write_durably() does, creating its folder if it is missing. Throws Error; the previous contents are
/// then unchanged.
void write_file(const std::filesystem::path& file, const std::string& text);

}  // namespace evograd::host
