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
  /// Reads the whole file; throws Error when it cannot be read.
  explicit TextLines(std::filesystem::path path);

  /// The next line, valid as long as this object; nothing at the end. Throws Error when it is not UTF-8.
  std::optional<std::string_view> next();

  /// "FILE:LINE" of the line that next() gave last, for messages.
  std::string place() const;

 private:
  std::filesystem::path path_;
  std::string text_;
  std::size_t at_ = 0;
  std::int64_t line_ = 0;
};

}  // namespace metaxl
