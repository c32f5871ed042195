#include "framework/elf/elf_image.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/support/small_elf.hpp"

using namespace evograd::host;
using evograd::Error;
using evograd::test::small_elf;

namespace {

std::string toy_library() {
  return evograd::test::content_of(std::string(EVOGRAD_BINARY_FOLDER) + "/tests/plugins/toy.so");
}

/// The offset in `file` of the header of its first section of `type`.
std::size_t header_of_section(const std::string& file, std::uint32_t type) {
  Elf64_Ehdr header;
  std::memcpy(&header, file.data(), sizeof header);
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const auto offset = header.e_shoff + i * sizeof(Elf64_Shdr);
    Elf64_Shdr section;
    std::memcpy(&section, file.data() + offset, sizeof section);
    if (section.sh_type == type) return offset;
  }
  FAIL("the library has no such section");
  return 0;
}

/// `file` with `value` written at `offset`.
template <class Value>
std::string with(std::string file, std::size_t offset, Value value) {
  std::memcpy(file.data() + offset, &value, sizeof value);
  return file;
}

/// The message with which reading all of `file` is refused; empty if it is not.
std::string refusal(const std::string& file) {
  try {
    const ElfImage image(file);
    image.dynamic_symbols();
    image.dynamic_entries();
    image.require_complete();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

bool is_damaged(const std::string& message) {
  return message.starts_with("is truncated or damaged: ") && message.ends_with("\n  help: copy or build it again");
}

}  // namespace

TEST_CASE("A library's dynamic symbols and entries are read", "[plugin]") {
  const auto file = toy_library();
  const ElfImage image(file);
  CHECK(image.is_64_bit());
  CHECK_NOTHROW(image.require_complete());
  const auto symbols = image.dynamic_symbols();
  const auto named = [&](const std::string& name) {
    return std::find_if(symbols.begin(), symbols.end(), [&](const ElfSymbol& symbol) { return symbol.name == name; });
  };
  REQUIRE(named("evograd_stamp") != symbols.end());
  CHECK(GELF_ST_TYPE(named("evograd_stamp")->entry.st_info) == STT_OBJECT);
  REQUIRE(named("evograd_entry_v1") != symbols.end());
  CHECK(GELF_ST_TYPE(named("evograd_entry_v1")->entry.st_info) == STT_FUNC);
  CHECK(named("evograd_plugin_body") == symbols.end());
  const auto entries = image.dynamic_entries();
  CHECK(std::any_of(entries.begin(), entries.end(), [](const GElf_Dyn& entry) { return entry.d_tag == DT_NEEDED; }));
}

TEST_CASE("Only what is in a loadable segment is mapped", "[plugin]") {
  const auto file = small_elf("mapped", "not mapped");
  const ElfImage image(file);
  CHECK_NOTHROW(image.require_complete());
  CHECK(image.loaded_contents() == std::vector<std::string_view>{"mapped"});
  CHECK(image.dynamic_symbols().empty());
  CHECK(image.dynamic_entries().empty());
}

TEST_CASE("Tables of an ELF file that point out of it are refused", "[plugin]") {
  const auto file = toy_library();
  REQUIRE(refusal(file).empty());
  const auto symbols = header_of_section(file, SHT_DYNSYM);
  const auto entries = header_of_section(file, SHT_DYNAMIC);
  CHECK(is_damaged(refusal(with(file, symbols + offsetof(Elf64_Shdr, sh_offset), ~std::uint64_t{0}))));
  CHECK(is_damaged(refusal(with(file, symbols + offsetof(Elf64_Shdr, sh_size), std::uint64_t{1} << 40))));
  CHECK(is_damaged(refusal(with(file, symbols + offsetof(Elf64_Shdr, sh_link), std::uint32_t{12345}))));
  CHECK(is_damaged(refusal(with(file, entries + offsetof(Elf64_Shdr, sh_offset), std::uint64_t{file.size()}))));
  Elf64_Shdr table;
  std::memcpy(&table, file.data() + symbols, sizeof table);
  const auto name_of_second = table.sh_offset + sizeof(Elf64_Sym) + offsetof(Elf64_Sym, st_name);
  CHECK(is_damaged(refusal(with(file, name_of_second, std::uint32_t{0x7fffffff}))));
}

TEST_CASE("A section or segment that overflows is an impossible size", "[plugin]") {
  const auto file = small_elf("mapped");
  const auto size = sizeof(Elf64_Ehdr) + offsetof(Elf64_Phdr, p_filesz);
  CHECK(refusal(with(file, size, ~std::uint64_t{0})) ==
        "is truncated or damaged: it has 126 bytes, but its headers imply an impossible size\n"
        "  help: copy or build it again");
  CHECK(refusal(with(file, size, std::uint64_t{7})) ==
        "is truncated or damaged: it has 126 bytes, but its headers imply 127\n  help: copy or build it again");
}

TEST_CASE("A file without a complete ELF header is refused", "[plugin]") {
  for (const std::size_t size : {0, 4, 5, 16, 52, 63}) {
    INFO(size);
    CHECK(is_damaged(refusal(toy_library().substr(0, size))));
  }
  CHECK_FALSE(ElfImage::looks_like_elf("some text"));
  CHECK_FALSE(ElfImage::looks_like_elf(""));
}
