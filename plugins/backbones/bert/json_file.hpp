#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace backbones {

/// The object in the JSON file `path`. Throws Error naming it when it is missing, not JSON, not an object, nested
/// deeper than any of the files here or larger than 64 MiB: a hostile one must not fill the memory.
nlohmann::json read_object(const std::filesystem::path& path);

/// `text` in quotes, cut where it is long, for messages about what a file says.
std::string in_quotes(std::string_view text);

}  // namespace backbones
