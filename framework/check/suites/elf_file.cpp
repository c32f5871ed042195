#include "framework/check/suites/elf_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "evograd/error.hpp"
#include "framework/check/engine/check.hpp"
#include "framework/elf/elf_image.hpp"

namespace evograd::host::check {
namespace {

bool strong_and_visible(const GElf_Sym& symbol) {
  const auto type = GELF_ST_TYPE(symbol.st_info);
  const auto visibility = GELF_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && GELF_ST_BIND(symbol.st_info) == STB_GLOBAL &&
         (type == STT_FUNC || type == STT_OBJECT || type == STT_TLS) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

bool forbids_unloading(const GElf_Dyn& entry) {
  return entry.d_tag == DT_FLAGS_1 && (entry.d_un.d_val & DF_1_NODELETE) != 0;
}

}  // namespace

ElfFile read_elf(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  expect(ElfImage::looks_like_elf(bytes), "is not a 64-bit ELF library");
  try {
    const ElfImage image(bytes);
    expect(image.is_64_bit(), "is not a 64-bit ELF library");
    ElfFile elf;
    for (auto& [name, entry] : image.dynamic_symbols()) {
      if (strong_and_visible(entry)) elf.strong_exports.push_back(name);
    }
    const auto entries = image.dynamic_entries();
    elf.never_unloaded = std::any_of(entries.begin(), entries.end(), forbids_unloading);
    return elf;
  } catch (const Error& error) {
    throw Failure(error.cause() + "; " + error.help());
  }
}

}  // namespace evograd::host::check
