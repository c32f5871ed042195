#include "framework/check/suites/elf_file.hpp"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <iterator>

#include "framework/check/engine/check.hpp"

namespace evograd::host::check {
namespace {

class Bytes {
 public:
  explicit Bytes(std::string bytes) : bytes_(std::move(bytes)) {}

  template <class Record>
  Record at(std::uint64_t offset) const {
    expect(offset <= bytes_.size() && sizeof(Record) <= bytes_.size() - offset, "the file is truncated or malformed");
    Record record;
    std::memcpy(&record, bytes_.data() + offset, sizeof(Record));
    return record;
  }

  /// The records of a section, as many as it declares and the file contains.
  template <class Record>
  std::vector<Record> records(const Elf64_Shdr& section) const {
    std::vector<Record> all;
    for (std::uint64_t done = 0; done + sizeof(Record) <= section.sh_size; done += sizeof(Record)) {
      all.push_back(at<Record>(section.sh_offset + done));  // throws at the end of the file
    }
    return all;
  }

  std::string text(std::uint64_t offset) const {
    expect(offset < bytes_.size(), "the file is truncated or malformed");
    return bytes_.substr(offset, bytes_.find('\0', offset) - offset);
  }

 private:
  std::string bytes_;
};

bool strong_and_visible(const Elf64_Sym& symbol) {
  const auto type = ELF64_ST_TYPE(symbol.st_info);
  const auto visibility = ELF64_ST_VISIBILITY(symbol.st_other);
  return symbol.st_shndx != SHN_UNDEF && ELF64_ST_BIND(symbol.st_info) == STB_GLOBAL &&
         (type == STT_FUNC || type == STT_OBJECT || type == STT_TLS) &&
         (visibility == STV_DEFAULT || visibility == STV_PROTECTED);
}

}  // namespace

ElfFile read_elf(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const Bytes bytes(std::string{std::istreambuf_iterator<char>(stream), {}});
  const auto header = bytes.at<Elf64_Ehdr>(0);
  expect(std::memcmp(header.e_ident, ELFMAG, SELFMAG) == 0 && header.e_ident[EI_CLASS] == ELFCLASS64 &&
             header.e_shentsize == sizeof(Elf64_Shdr),
         "is not a 64-bit ELF library");
  std::vector<Elf64_Shdr> sections;
  for (int i = 0; i < header.e_shnum; ++i) {
    sections.push_back(bytes.at<Elf64_Shdr>(header.e_shoff + static_cast<std::uint64_t>(i) * sizeof(Elf64_Shdr)));
  }

  ElfFile elf;
  for (const auto& section : sections) {
    if (section.sh_type == SHT_DYNSYM) {
      expect(section.sh_link < sections.size(), "the file is truncated or malformed");
      for (const auto& symbol : bytes.records<Elf64_Sym>(section)) {
        if (strong_and_visible(symbol)) {
          elf.strong_exports.push_back(bytes.text(sections[section.sh_link].sh_offset + symbol.st_name));
        }
      }
    }
    if (section.sh_type == SHT_DYNAMIC) {
      for (const auto& entry : bytes.records<Elf64_Dyn>(section)) {
        if (entry.d_tag == DT_FLAGS_1 && (entry.d_un.d_val & DF_1_NODELETE) != 0) elf.never_unloaded = true;
      }
    }
  }
  return elf;
}

}  // namespace evograd::host::check
