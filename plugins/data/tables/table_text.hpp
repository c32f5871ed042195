#pragma once

#include <filesystem>
#include <string>

namespace data {

/// The contents of a text file, plain or gzip-compressed, without its byte order mark.
///
/// Throws Error if it cannot be read or is empty, and on what is not UTF-8 text: the line, or what the file is instead
/// (see refuse_other_kind).
std::string table_text(const std::filesystem::path& file);

/// The same for contents that have been read, of the file `place`.
std::string table_text(std::string contents, const std::string& place);

}  // namespace data
