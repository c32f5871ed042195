#include "framework/cli/path_arguments.hpp"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include "framework/files/home_path.hpp"

namespace evograd::host {
namespace {

CLI::Option* expanding(CLI::Option* option) {
  return option->transform([](const std::string& written) { return with_home(written); });
}

}  // namespace

CLI::Option* add_path_option(CLI::App& verb, const std::string& name, std::filesystem::path& path,
                             const std::string& sentence) {
  return expanding(verb.add_option(name, path, sentence));
}

CLI::Option* add_paths_option(CLI::App& verb, const std::string& name, std::vector<std::filesystem::path>& paths,
                              const std::string& sentence) {
  return expanding(verb.add_option(name, paths, sentence));
}

}  // namespace evograd::host
