#pragma once

#include <filesystem>
#include <string_view>

namespace evograd::host {

/// Throws PluginError if `bytes`, the contents of `file`, are those of an ELF library but end before the parts that its
/// headers name: the dynamic linker would still map such a file, and the process would crash on accessing a missing
/// part.
void require_whole(const std::filesystem::path& file, std::string_view bytes);

}  // namespace evograd::host
