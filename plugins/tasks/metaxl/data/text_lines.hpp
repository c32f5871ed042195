#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace metaxl {

/// The lines of a UTF-8 text file one after another, without line ends (LF or CRLF) and byte order mark.
class TextLines {
 public:
  /// Reads the complete file; throws Error if it cannot be read.
  explicit TextLines(std::filesystem::path path);

  /// The next line, valid for the lifetime of this object; nothing at the end. Throws Error if it is not UTF-8.
  std::optional<std::string_view> next();

  /// "FILE:LINE" of the line that next() returned last, for messages.
  std::string place() const;

 private:
  std::filesystem::path path_;
  std::string text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 0;
};

}  // namespace metaxl
