#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace evograd::host::check {

/// What the dynamic linker sees of a shared library.
struct ElfFile {
  std::vector<std::string> strong_exports;  ///< functions and objects that it defines for others, without those that
                                            ///< templates and inline functions leave in every library (weak, unique)
  bool never_unloaded = false;              ///< linked with -z nodelete
};

/// Reads `file`, which may be damaged. Throws Failure if it is not a complete 64-bit ELF library.
ElfFile read_elf(const std::filesystem::path& file);

}  // namespace evograd::host::check
