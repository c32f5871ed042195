#pragma once

#include <elf.h>

#include <cstring>
#include <string>
#include <string_view>

namespace evograd::test {

/// A 64-bit ELF library that consists of one loadable segment with `mapped`, and `rest`, which is in no segment.
inline std::string small_elf(std::string_view mapped, std::string_view rest = "") {
  Elf64_Ehdr header{};
  std::memcpy(header.e_ident, ELFMAG, SELFMAG);
  header.e_ident[EI_CLASS] = ELFCLASS64;
  header.e_ident[EI_DATA] = ELFDATA2LSB;
  header.e_ident[EI_VERSION] = EV_CURRENT;
  header.e_type = ET_DYN;
  header.e_version = EV_CURRENT;
  header.e_ehsize = sizeof header;
  header.e_phoff = sizeof header;
  header.e_phentsize = sizeof(Elf64_Phdr);
  header.e_phnum = 1;
  Elf64_Phdr segment{};
  segment.p_type = PT_LOAD;
  segment.p_flags = PF_R;
  segment.p_offset = sizeof header + sizeof segment;
  segment.p_filesz = segment.p_memsz = mapped.size();
  std::string file(sizeof header + sizeof segment, '\0');
  std::memcpy(file.data(), &header, sizeof header);
  std::memcpy(file.data() + sizeof header, &segment, sizeof segment);
  return file.append(mapped).append(rest);
}

}  // namespace evograd::test
