#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

namespace evograd::host {

/// Writes `file` atomically, in a way that also survives a power failure: a temporary file beside it reaches the disk,
/// then takes its name. One writer at a time; the folder exists. Throws Error; the previous contents are then
/// unchanged.
void write_durably(const std::filesystem::path& file, std::string_view bytes);

/// Takes the next bytes of a file.
using ByteSink = std::function<void(std::string_view)>;

/// The same for bytes that come in pieces: `write` passes them to the sink. What `write` throws is rethrown.
void write_durably(const std::filesystem::path& file, const std::function<void(const ByteSink&)>& write);

}  // namespace evograd::host
