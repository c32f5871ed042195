#pragma once

#include <string>
#include <string_view>

namespace data {

bool is_utf8(std::string_view text);

/// Throws Error unless `text` is UTF-8; `what` describes it in the message.
void expect_utf8(std::string_view text, const std::string& what);

/// `text`, which is UTF-8, in Unicode's normal form C.
std::string nfc(std::string_view text);

/// The code points of `text`, which is UTF-8, and back.
std::u32string code_points(std::string_view text);
std::string to_utf8(std::u32string_view points);

/// The length in bytes of the code point whose first byte in UTF-8 is `byte`.
inline std::size_t bytes_of_point(char byte) {
  const auto lead = static_cast<unsigned char>(byte);
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

}  // namespace data
