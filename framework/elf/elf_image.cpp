#include "framework/elf/elf_image.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "evograd/error.hpp"

namespace evograd::host {
namespace {

constexpr auto impossible = std::numeric_limits<std::uint64_t>::max();

[[noreturn]] void refuse(const std::string& cause) {
  throw Error("", "is truncated or damaged: " + cause, "copy or build it again");
}

/// Refuses with the reason of libelf's last failure.
[[noreturn]] void refuse_as_libelf(const std::string& what) {
  const char* const reason = elf_errmsg(-1);
  refuse(fmt::format("{} cannot be read ({})", what, reason ? reason : "unknown error"));
}

/// The end of [offset, offset + size); `impossible` if that overflows.
std::uint64_t end_of(std::uint64_t offset, std::uint64_t size) {
  return offset > impossible - size ? impossible : offset + size;
}

/// The entries of `type` in a section, read by libelf's `read(data, index, &entry)`.
template <class Entry, class Read>
std::vector<Entry> entries_of(Elf* elf, Elf_Scn* section, Elf_Type type, const Read& read, const std::string& what) {
  auto* const data = elf_getdata(section, nullptr);
  if (!data) refuse_as_libelf(what);
  std::vector<Entry> entries(data->d_size / gelf_fsize(elf, type, 1, EV_CURRENT));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (!read(data, static_cast<int>(i), &entries[i])) refuse_as_libelf(what);
  }
  return entries;
}

}  // namespace

bool ElfImage::looks_like_elf(std::string_view bytes) { return bytes.starts_with(ELFMAG); }

ElfImage::ElfImage(std::string_view bytes) : bytes_(bytes) {
  elf_version(EV_CURRENT);  // libelf refuses to work before
  // libelf's interface lacks the const; a file that is opened for reading is not written to.
  elf_.reset(elf_memory(const_cast<char*>(bytes.data()), bytes.size()));
  if (!elf_ || elf_kind(elf_.get()) != ELF_K_ELF || !gelf_getehdr(elf_.get(), &header_)) {
    refuse(fmt::format("it has {} bytes and no valid ELF header", bytes.size()));
  }
}

bool ElfImage::is_64_bit() const { return header_.e_ident[EI_CLASS] == ELFCLASS64; }

std::vector<GElf_Phdr> ElfImage::segments() const {
  std::size_t count = 0;
  if (elf_getphdrnum(elf_.get(), &count) != 0) refuse_as_libelf("the table of segments");
  std::vector<GElf_Phdr> all;
  for (std::size_t i = 0; i < count; ++i) {
    GElf_Phdr segment;
    if (!gelf_getphdr(elf_.get(), static_cast<int>(i), &segment)) refuse_as_libelf(fmt::format("segment {}", i));
    all.push_back(segment);
  }
  return all;
}

std::vector<std::pair<Elf_Scn*, GElf_Shdr>> ElfImage::sections() const {
  std::vector<std::pair<Elf_Scn*, GElf_Shdr>> all;
  for (auto* section = elf_nextscn(elf_.get(), nullptr); section; section = elf_nextscn(elf_.get(), section)) {
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header)) refuse_as_libelf(fmt::format("section {}", elf_ndxscn(section)));
    all.emplace_back(section, header);
  }
  return all;
}

std::uint64_t ElfImage::implied_size() const {
  // Checked before the tables are read: libelf shortens those that extend past the end, without an error.
  const auto end_of_table = [this](std::uint64_t offset, std::uint64_t count, Elf_Type type) {
    return end_of(offset, count * gelf_fsize(elf_.get(), type, 1, EV_CURRENT));
  };
  auto size = std::max(end_of_table(header_.e_phoff, header_.e_phnum, ELF_T_PHDR),
                       end_of_table(header_.e_shoff, header_.e_shnum, ELF_T_SHDR));
  if (size > bytes_.size()) return size;
  for (const auto& segment : segments()) size = std::max(size, end_of(segment.p_offset, segment.p_filesz));
  for (const auto& [section, header] : sections()) {
    if (header.sh_type != SHT_NOBITS) size = std::max(size, end_of(header.sh_offset, header.sh_size));
  }
  return size;
}

void ElfImage::require_complete() const {
  const auto size = implied_size();
  if (size <= bytes_.size()) return;
  refuse(fmt::format("it has {} bytes, but its headers imply {}", bytes_.size(),
                     size == impossible ? "an impossible size" : fmt::format("{}", size)));
}

std::vector<std::string_view> ElfImage::loaded_contents() const {
  std::vector<std::string_view> all;
  for (const auto& segment : segments()) {
    if (segment.p_type != PT_LOAD || segment.p_offset >= bytes_.size()) continue;
    all.push_back(bytes_.substr(segment.p_offset, segment.p_filesz));
  }
  return all;
}

std::vector<ElfSymbol> ElfImage::dynamic_symbols() const {
  std::vector<ElfSymbol> symbols;
  for (const auto& [section, header] : sections()) {
    if (header.sh_type != SHT_DYNSYM) continue;
    for (const auto& entry :
         entries_of<GElf_Sym>(elf_.get(), section, ELF_T_SYM, gelf_getsym, "the dynamic symbol table")) {
      const char* const name = elf_strptr(elf_.get(), header.sh_link, entry.st_name);
      if (!name) refuse_as_libelf("the name of a symbol");
      symbols.push_back({name, entry});
    }
  }
  return symbols;
}

std::vector<GElf_Dyn> ElfImage::dynamic_entries() const {
  std::vector<GElf_Dyn> all;
  for (const auto& [section, header] : sections()) {
    if (header.sh_type != SHT_DYNAMIC) continue;
    const auto entries = entries_of<GElf_Dyn>(elf_.get(), section, ELF_T_DYN, gelf_getdyn, "the dynamic section");
    all.insert(all.end(), entries.begin(), entries.end());
  }
  return all;
}

}  // namespace evograd::host
