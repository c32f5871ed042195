#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/lft/glyphs/masters.hpp"

namespace lft {

/// The contents of the file of masters; `key` identifies what they were drawn from.
struct MasterFile {
  std::uint64_t key = 0;
  std::vector<MasterSet> sets;
};

/// The bytes of the file: a line with the format, key, checksum, then the sets, in this machine's byte order.
std::string packed(const MasterFile& file);

/// The contents of `bytes`; nothing if packed() did not produce them.
std::optional<MasterFile> unpacked(std::string_view bytes);

}  // namespace lft
