#pragma once

#include <filesystem>
#include <string>

namespace data {

/// The file of `part` ("train", "t10k" …) that contains the `kind` ("images" or "labels"), see read_idx_set(). Without
/// such a file the usual path, which does not exist. Throws Error if several match.
std::filesystem::path idx_file(const std::filesystem::path& folder, const std::string& part, const std::string& kind);

/// A sentence about the idx files in the folder, for a hint; empty if there are none.
std::string idx_files_found(const std::filesystem::path& folder);

}  // namespace data
