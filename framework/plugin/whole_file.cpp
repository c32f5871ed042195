#include "framework/plugin/whole_file.hpp"

#include "framework/elf/elf_image.hpp"
#include "framework/plugin/plugin_error.hpp"

namespace evograd::host {

void require_whole(const std::filesystem::path& file, std::string_view bytes) {
  if (!ElfImage::looks_like_elf(bytes)) return;
  try {
    ElfImage(bytes).require_complete();
  } catch (const Error& error) {
    throw PluginError(file.string(), error.cause(), "", error.help());
  }
}

}  // namespace evograd::host
