#pragma once

#include <string>
#include <string_view>

namespace data {

/// What a file is that begins with `bytes`, if it is of a format that people have in place of text: "a Git LFS
/// pointer", "a Parquet file" …; empty otherwise.
std::string foreign_format(std::string_view bytes);

/// What to do with a file of that format.
std::string foreign_remedy(const std::string& format);

/// Throws Error naming `place` if `bytes`, the beginning of a file, are of such a format.
void refuse_foreign_format(std::string_view bytes, const std::string& place);

}  // namespace data
