#include "framework/plugin/plugin_error.hpp"

#include <utility>

namespace evograd::host {

PluginError::PluginError(std::string file, std::string cause, std::string note, std::string help)
    : Error("", file + " " + cause + (note.empty() ? "" : "\n  note: " + note), std::move(help)),
      summary_(file + " " + cause),
      note_(std::move(note)) {}

}  // namespace evograd::host
