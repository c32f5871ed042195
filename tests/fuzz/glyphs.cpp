// The file that keeps the drawn letters between runs.
#include <numeric>

#include "data/fingerprint.hpp"
#include "input.hpp"
#include "tasks/lft/glyphs/master_file.hpp"

using namespace evograd;

namespace {

template <class Number>
void append(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// A file whose beginning and checksum fit `body`, so that it is looked at.
std::string with_checksum(std::string_view body) {
  std::string file = "evograd glyph masters 1\n";
  append(file, std::uint64_t{7});
  append(file, data::Fingerprint().add_bytes(body.data(), body.size()).value());
  return file += body;
}

}  // namespace

/// The first byte: 0 for a file as it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const auto file = input.byte() == 0 ? std::string(input.rest()) : with_checksum(input.rest());
  const auto contents = lft::unpacked(file);
  if (!contents) return 0;
  fuzz::require(lft::packed(*contents) == file, "what is read is written again");
  std::uint64_t ink = 0;
  for (const auto& set : contents->sets) {
    for (const auto& one : set.classes) {
      fuzz::require(one.first_master >= 0 && one.masters >= 1, "a letter has a picture");
      const auto* first = set.pixels.data() + static_cast<std::size_t>(one.first_master) * lft::master_bytes;
      ink = std::accumulate(first, first + static_cast<std::size_t>(one.masters) * lft::master_bytes, ink);
    }
  }
  return ink == 1 ? -1 : 0;
}
