#include "framework/plugin/whole_file.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>

#include "framework/plugin/plugin_error.hpp"

namespace evograd::host {
namespace {

template <class Record>
std::optional<Record> read_at(std::string_view bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Record)) return {};
  Record record;
  std::memcpy(&record, bytes.data() + offset, sizeof(Record));
  return record;
}

/// The end of [offset, offset + size); the largest number if that overflows.
std::uint64_t end_of(std::uint64_t offset, std::uint64_t size) {
  return offset > UINT64_MAX - size ? UINT64_MAX : offset + size;
}

/// The file size that the headers imply.
std::uint64_t length_by_headers(std::string_view bytes) {
  const auto header = read_at<Elf64_Ehdr>(bytes, 0);
  if (!header) return sizeof(Elf64_Ehdr);
  auto length = std::max(end_of(header->e_phoff, std::uint64_t{header->e_phnum} * sizeof(Elf64_Phdr)),
                         end_of(header->e_shoff, std::uint64_t{header->e_shnum} * sizeof(Elf64_Shdr)));
  for (std::uint64_t i = 0; i < header->e_phnum; ++i) {
    const auto segment = read_at<Elf64_Phdr>(bytes, end_of(header->e_phoff, i * sizeof(Elf64_Phdr)));
    if (!segment) break;
    length = std::max(length, end_of(segment->p_offset, segment->p_filesz));
  }
  return length;
}

}  // namespace

void require_whole(const std::filesystem::path& file, std::string_view bytes) {
  if (!bytes.starts_with(ELFMAG)) return;
  const auto length = length_by_headers(bytes);
  if (length <= bytes.size()) return;
  throw PluginError(file.string(),
                    fmt::format("is truncated or damaged: it has {} bytes, but its headers imply {}", bytes.size(),
                                length == UINT64_MAX ? "an impossible size" : fmt::to_string(length)),
                    "", "copy or build it again");
}

}  // namespace evograd::host
