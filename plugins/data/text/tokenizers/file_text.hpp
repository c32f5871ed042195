#pragma once

#include <filesystem>
#include <string>

namespace data {

/// All bytes of `file`, which contains `what`; throws Error if it is missing, a folder, unreadable or empty.
std::string file_text(const std::filesystem::path& file, const std::string& what);

}  // namespace data
