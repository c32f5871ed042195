#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace evograd::host {

/// What the templates say instead of the new plugin's name and of its class. They are words of C++, TOML and CMake, so
/// that the templates are sources like all others.
inline constexpr const char* name_placeholder = "template-name";
inline constexpr const char* class_placeholder = "TemplateName";

/// The folder with one folder of templates for each kind of component, beside the program:
/// PREFIX/share/evograd/templates for PREFIX/bin/evograd. Throws Error where it is missing.
std::filesystem::path templates_folder();

/// Where a new plugin comes from and goes to.
struct Scaffold {
  std::filesystem::path templates;  ///< the folder of one kind
  std::filesystem::path into;       ///< an existing folder; the plugin becomes the folder `name` in it
  std::string name;                 ///< as reject_plugin_name() accepts it
};

/// Writes the plugin and returns its folder. All or nothing: the files are written to a folder beside it, which is then
/// renamed. Throws Error; also where the plugin's folder exists and is not empty.
std::filesystem::path write_scaffold(const Scaffold& scaffold);

}  // namespace evograd::host
