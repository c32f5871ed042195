#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "tests/support/scratch_folder.hpp"

namespace evograd::test {

/// A grey PNG of 12 x 12 pixels, of a stripe whose place and brightness depend on the two numbers.
std::string small_png(unsigned number, unsigned brightness);

/// Writes CLASS/IMAGE.png below `folder`, `images` for each of `classes` classes named PREFIXn, from n = `first` on.
void put_classes(const ScratchFolder& scratch, const std::filesystem::path& folder, unsigned classes, unsigned images,
                 const std::string& prefix = "class", unsigned first = 0);

}  // namespace evograd::test
