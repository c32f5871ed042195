#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/lft/glyphs/masters.hpp"

namespace lft {

/// What the file of masters holds; `key` says what they were drawn from.
struct MasterFile {
  std::uint64_t key = 0;
  std::vector<MasterSet> sets;
};

/// The file's bytes: a line that names the format, key, checksum, then the sets, in this machine's byte order.
std::string packed(const MasterFile& file);

/// The contents of `bytes`; nothing when they are not what packed() gave.
std::optional<MasterFile> unpacked(std::string_view bytes);

}  // namespace lft
