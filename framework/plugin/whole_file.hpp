#pragma once

#include <filesystem>
#include <string_view>

namespace evograd::host {

/// Throws PluginError when `bytes`, the contents of `file`, are those of an ELF library and end before the parts that
/// its headers name: the dynamic linker maps such a file all the same, and the process dies when it touches what is not
/// there.
void require_whole(const std::filesystem::path& file, std::string_view bytes);

}  // namespace evograd::host
