#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace backbones {

/// The object in the JSON file `path`. Throws Error naming it if it is missing, not JSON, not an object, nested too
/// deeply or larger than 64 MiB, so that a malicious file cannot exhaust the memory.
nlohmann::json read_object(const std::filesystem::path& path);

}  // namespace backbones
