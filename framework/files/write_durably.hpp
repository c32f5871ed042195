#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace evograd::host {

/// Writes `file` in one piece that also survives a loss of power: a temporary file beside it reaches the disk, then
/// takes its name. One writer at a time; the folder exists. Throws Error; what was there before is then untouched.
void write_durably(const std::filesystem::path& file, std::string_view bytes);

/// Takes the next bytes of a file.
using ByteSink = std::function<void(std::string_view)>;

/// The same for bytes that come piece by piece: `write` hands them to the sink. What `write` throws is passed on.
void write_durably(const std::filesystem::path& file, const std::function<void(const ByteSink&)>& write);

}  // namespace evograd::host
