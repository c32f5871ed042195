#include "data/text/tokenizers/unicode_text.hpp"

#include <fmt/core.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <cstring>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

/// Calls `visit` with every code point, and with a negative number for invalid bytes.
template <class Visit>
void for_each_point(std::string_view text, const Visit& visit) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < length;) {
    UChar32 point = 0;
    U8_NEXT(bytes, at, length, point);
    visit(point);
  }
}

/// The beginning of `text` for messages, with non-ASCII bytes as \xHH.
std::string escaped(std::string_view text) {
  constexpr std::size_t most = 40;
  std::string shown;
  for (const char letter : text.substr(0, most)) {
    if (letter >= ' ' && letter <= '~') {
      shown += letter;
      continue;
    }
    shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(letter));
  }
  return shown + (text.size() > most ? "…" : "");
}

}  // namespace

bool is_utf8(std::string_view text) {
  constexpr std::uint64_t beyond_ascii = 0x8080808080808080;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int64_t>(text.size());
  for (std::int64_t at = 0; at < length;) {
    // Eight bytes at once: files are mostly ASCII, and this is a large part of the time that reading them takes.
    std::uint64_t word = beyond_ascii;
    if (length - at >= std::int64_t{sizeof word}) std::memcpy(&word, bytes + at, sizeof word);
    if ((word & beyond_ascii) == 0) {
      at += sizeof word;
      continue;
    }
    UChar32 point = 0;
    U8_NEXT(bytes, at, length, point);
    if (point < 0) return false;
  }
  return true;
}

void expect_utf8(std::string_view text, const std::string& what) {
  if (is_utf8(text)) return;
  throw Error(what, "'" + escaped(text) + "' is not UTF-8",
              "convert the text, e.g. iconv -f latin1 -t utf-8 OLD > NEW");
}

std::string nfc(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFCInstance(status);
  icu::UnicodeString units;
  if (U_SUCCESS(status)) {
    const icu::StringPiece piece(text.data(), static_cast<std::int32_t>(text.size()));
    units = normalizer->normalize(icu::UnicodeString::fromUTF8(piece), status);
  }
  if (U_FAILURE(status)) {
    throw Error("ICU", std::string("cannot normalize a text (") + u_errorName(status) + ")",
                "check that ICU's library is installed with its data");
  }
  std::string result;
  units.toUTF8String(result);
  return result;
}

std::u32string code_points(std::string_view text) {
  std::u32string points;
  for_each_point(text, [&](UChar32 point) { points += static_cast<char32_t>(point); });
  return points;
}

std::string to_utf8(std::u32string_view points) {
  std::string text;
  for (const auto point : points) {
    std::uint8_t bytes[U8_MAX_LENGTH];
    std::int32_t length = 0;
    U8_APPEND_UNSAFE(bytes, length, point);
    text.append(bytes, bytes + length);
  }
  return text;
}

}  // namespace data
