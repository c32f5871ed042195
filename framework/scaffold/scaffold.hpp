#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace evograd::host {

/// The placeholders in the templates for the new plugin's name and class. They are valid words in C++, TOML and CMake,
/// so that the templates are ordinary sources.
inline constexpr const char* name_placeholder = "template-name";
inline constexpr const char* class_placeholder = "TemplateName";

/// The folder with one folder of templates for each kind of component, next to the program:
/// PREFIX/share/evograd/templates for PREFIX/bin/evograd. Throws Error if it is missing.
std::filesystem::path templates_folder();

/// The source and the destination of a new plugin.
struct Scaffold {
  std::filesystem::path templates;  ///< the folder of one kind
  std::filesystem::path into;       ///< an existing folder; the plugin is written to the folder `name` in it
  std::string name;                 ///< as reject_plugin_name() accepts it
};

/// Writes the plugin and returns its folder. All or nothing: the files are written to a temporary folder beside it,
/// which is then renamed. Throws Error, also if the plugin's folder exists and is not empty.
std::filesystem::path write_scaffold(const Scaffold& scaffold);

}  // namespace evograd::host
