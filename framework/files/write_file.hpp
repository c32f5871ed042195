#pragma once

#include <filesystem>
#include <string>

namespace evograd::host {

/// Writes `file` as write_durably() does; its folder is made where it is missing. Throws
/// Error; what was there before is then untouched.
void write_file(const std::filesystem::path& file, const std::string& text);

}  // namespace evograd::host
