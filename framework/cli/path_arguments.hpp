#pragma once

#include <CLI/App.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace evograd::host {

/// CLI::App::add_option() of a path: "~" is expanded, which a shell does not do after "=" or within quotes.
CLI::Option* add_path_option(CLI::App& verb, const std::string& name, std::filesystem::path& path,
                             const std::string& sentence);

/// The same of several paths.
CLI::Option* add_paths_option(CLI::App& verb, const std::string& name, std::vector<std::filesystem::path>& paths,
                              const std::string& sentence);

}  // namespace evograd::host
