#pragma once

#include <filesystem>
#include <string>

namespace data {

/// All bytes of `file`, which holds `what`; throws Error when it is missing, a folder, unreadable or empty.
std::string file_text(const std::filesystem::path& file, const std::string& what);

}  // namespace data
