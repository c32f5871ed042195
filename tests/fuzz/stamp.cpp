// The stamp of a plugin and the headers and tables of its library, read from the file before any of its code runs.
#include "framework/plugin/stamp.hpp"

#include "framework/elf/elf_image.hpp"
#include "framework/plugin/compatibility.hpp"
#include "framework/plugin/whole_file.hpp"
#include "input.hpp"

using namespace evograd;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string_view library(reinterpret_cast<const char*>(bytes), count);
  fuzz::accepts([&] { host::require_whole("plugin.so", library); });
  fuzz::accepts([&] { host::ElfImage(library).dynamic_symbols(); });
  fuzz::accepts([&] { host::ElfImage(library).dynamic_entries(); });
  for (const auto& text : host::find_stamps(library)) {
    fuzz::require(library.find(text) != library.npos, "a stamp is a part of the file");
  }
  fuzz::accepts([&] {
    const auto stamp = host::stamp_of("plugin.so", library);
    fuzz::require(!stamp.plugin_name.empty() && !stamp.plugin_version.empty(), "a stamp names plugin and version");
    host::require_compatible("plugin.so", stamp, host::host_stamp());
  });
  fuzz::accepts([&] { host::parse_stamp(std::string(library)); });
  return 0;
}
