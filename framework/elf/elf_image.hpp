#pragma once

#include <gelf.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace evograd::host {

/// An entry of an ELF file's dynamic symbol table.
struct ElfSymbol {
  std::string name;
  GElf_Sym entry;
};

/// An ELF file in memory, read by libelf. Nothing in it is trusted: each function throws Error, with cause and remedy
/// but without a place, if what it reads is damaged or not in the file.
class ElfImage {
 public:
  /// Whether `bytes` begin like an ELF file.
  static bool looks_like_elf(std::string_view bytes);

  /// `bytes` must outlive the image.
  explicit ElfImage(std::string_view bytes);

  bool is_64_bit() const;

  /// Throws Error if the file ends before a header, a segment or a section that its headers name.
  void require_complete() const;

  /// What the dynamic linker maps: the contents of the loadable segments, as far as they are in the file.
  std::vector<std::string_view> loaded_contents() const;

  std::vector<ElfSymbol> dynamic_symbols() const;
  std::vector<GElf_Dyn> dynamic_entries() const;

 private:
  struct Close {
    void operator()(Elf* elf) const { elf_end(elf); }
  };

  std::vector<GElf_Phdr> segments() const;
  std::vector<std::pair<Elf_Scn*, GElf_Shdr>> sections() const;
  std::uint64_t implied_size() const;

  std::string_view bytes_;
  std::unique_ptr<Elf, Close> elf_;
  GElf_Ehdr header_{};
};

}  // namespace evograd::host
