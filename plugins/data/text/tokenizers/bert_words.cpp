#include "data/text/tokenizers/bert_words.hpp"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include "data/text/tokenizers/unicode_text.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

bool is_blank(char32_t point) {
  // Zl and Zp too: BERT's code does not list them, but the Python function that splits its text does.
  return point == '\t' || point == '\n' || point == '\r' ||
         (U_GET_GC_MASK(static_cast<UChar32>(point)) & U_GC_Z_MASK) != 0;
}

bool is_dropped(char32_t point) {
  constexpr char32_t replacement = 0xfffd;
  const auto control = U_GC_CC_MASK | U_GC_CF_MASK;
  return point == replacement || (U_GET_GC_MASK(static_cast<UChar32>(point)) & control) != 0;
}

/// As in BERT: only ideographs, neither kana nor hangul, and no more recent Unicode blocks.
bool is_ideograph(char32_t point) {
  constexpr char32_t blocks[][2] = {{0x4e00, 0x9fff},   {0x3400, 0x4dbf},   {0x20000, 0x2a6df}, {0x2a700, 0x2b73f},
                                    {0x2b740, 0x2b81f}, {0x2b820, 0x2ceaf}, {0xf900, 0xfaff},   {0x2f800, 0x2fa1f}};
  for (const auto& [from, to] : blocks) {
    if (point >= from && point <= to) return true;
  }
  return false;
}

bool is_punctuation(char32_t point) {
  const bool ascii_sign = (point >= 33 && point <= 47) || (point >= 58 && point <= 64) ||
                          (point >= 91 && point <= 96) || (point >= 123 && point <= 126);
  return ascii_sign || (U_GET_GC_MASK(static_cast<UChar32>(point)) & U_GC_P_MASK) != 0;
}

/// Lower case without accents. The lower case of a Greek sigma depends on its neighbours, so this takes a complete
/// word.
std::u32string lowered(const std::u32string& word) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* normalizer = icu::Normalizer2::getNFDInstance(status);
  icu::UnicodeString units;
  for (const auto point : word) units.append(static_cast<UChar32>(point));
  units.toLower(icu::Locale::getRoot());
  if (U_SUCCESS(status)) units = normalizer->normalize(units, status);
  if (U_FAILURE(status)) {
    throw Error("ICU", std::string("cannot decompose a text (") + u_errorName(status) + ")",
                "check that ICU's library is installed with its data");
  }
  std::u32string kept;
  for (std::int32_t at = 0; at < units.length(); at = units.moveIndex32(at, 1)) {
    const auto point = units.char32At(at);
    if (u_charType(point) != U_NON_SPACING_MARK) kept += static_cast<char32_t>(point);
  }
  return kept;
}

void split_at_punctuation(const std::u32string& word, std::vector<std::string>& words) {
  std::u32string open;
  const auto close = [&] {
    if (!open.empty()) words.push_back(to_utf8(open));
    open.clear();
  };
  for (const auto point : word) {
    const bool alone = is_punctuation(point);
    if (alone) close();
    open += point;
    if (alone) close();
  }
  close();
}

}  // namespace

std::vector<std::string> bert_words(std::string_view text, bool lower_case) {
  std::vector<std::string> words;
  std::u32string open;
  const auto close = [&] {
    if (open.empty()) return;
    split_at_punctuation(lower_case ? lowered(open) : open, words);
    open.clear();
  };
  for (const auto point : code_points(text)) {
    if (is_blank(point)) {
      close();
    } else if (is_ideograph(point)) {
      close();
      open += point;
      close();
    } else if (!is_dropped(point)) {
      open += point;
    }
  }
  close();
  return words;
}

}  // namespace data
