#pragma once

#include <filesystem>
#include <string_view>

namespace evograd::host {

/// Writes `file` in one piece that also survives a loss of power: a temporary file beside it reaches the disk, then
/// takes its name. One writer at a time; the folder exists. Throws Error; what was there before is then untouched.
void write_durably(const std::filesystem::path& file, std::string_view bytes);

}  // namespace evograd::host
