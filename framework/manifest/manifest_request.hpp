#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace evograd::host {

/// A manifest and its overrides from the command line.
struct ManifestRequest {
  std::filesystem::path file{};
  std::vector<std::string> settings{};  ///< "estimator.sigma=0.01"; the value is TOML, a bare word is a string
  std::string task{};                   ///< component to use with its defaults instead of the table; may be empty
  std::string backbone{};
  std::string estimator{};
};

}  // namespace evograd::host
