#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace evograd::backbones {

/// The size of the regular file `path`; throws Error naming it when there is none.
std::uint64_t size_of_file(const std::filesystem::path& path);

/// The object that `text` holds. Throws Error, which names the `file` and begins with `what`, when it is not JSON, not
/// an object or nested deeper than any of the files here: a hostile one must not fill the memory.
nlohmann::json parse_object(std::string_view text, const std::filesystem::path& file, const std::string& what);

/// The object in the JSON file `path`; throws Error as parse_object(), and on files beyond 64 MiB.
nlohmann::json read_object(const std::filesystem::path& path);

/// `text` in quotes, cut where it is long, for messages about what a file says.
std::string in_quotes(std::string_view text);

}  // namespace evograd::backbones
