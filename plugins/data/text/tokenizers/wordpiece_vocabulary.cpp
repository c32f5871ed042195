#include "data/text/tokenizers/wordpiece_vocabulary.hpp"

#include <fmt/core.h>

#include <string_view>
#include <unordered_map>

#include "data/text/tokenizers/file_text.hpp"
#include "data/text/tokenizers/unicode_text.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"

namespace data {

using namespace evograd;

namespace {

using Numbers = std::unordered_map<std::string_view, std::int64_t>;

std::vector<std::string> lines_of(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string place(const std::filesystem::path& file, std::int64_t number) {
  return fmt::format("{}:{}", file.string(), number + 1);
}

/// The number of each piece. Of a piece that occurs more than once the last number counts, as in Hugging Face's
/// tokenizers; the others keep their numbers but are no pieces any more.
Numbers numbers_of(std::vector<std::string>& pieces, const std::filesystem::path& file) {
  Numbers numbers;
  std::vector<std::string> repeated;
  for (std::int64_t i = 0; i < std::ssize(pieces); ++i) {
    auto& piece = pieces[static_cast<std::size_t>(i)];
    expect_utf8(piece, place(file, i));
    if (piece.empty()) continue;
    const auto [found, added] = numbers.emplace(piece, i);
    if (added) continue;
    repeated.push_back(fmt::format("'{}' (lines {} and {})", piece, found->second + 1, i + 1));
    const auto earlier = static_cast<std::size_t>(found->second);
    numbers.erase(found);  // its key views the earlier text
    pieces[earlier].clear();
    numbers.emplace(piece, i);
  }
  if (!repeated.empty()) {
    logging::warning(
        fmt::format("{}: {} piece(s) occur more than once: {}; the last line counts, as in Hugging Face's "
                    "tokenizers",
                    file.string(), repeated.size(), comma_separated(repeated, 5)));
  }
  return numbers;
}

SpecialTokens special_tokens(const Numbers& numbers, const std::filesystem::path& file) {
  std::string missing;
  const auto number = [&](const char* name) {
    const auto found = numbers.find(name);
    if (found != numbers.end()) return found->second;
    missing += (missing.empty() ? "" : ", ") + std::string(name);
    return std::int64_t{-1};
  };
  const SpecialTokens special = {number("[PAD]"), number("[UNK]"), number("[CLS]"), number("[SEP]"), number("[MASK]")};
  if (!missing.empty()) {
    throw Error(file.string(), "has no " + missing,
                "use the vocab.txt of a BERT model: one piece per line, including these");
  }
  return special;
}

}  // namespace

WordPieceVocabulary read_wordpiece_vocabulary(const std::filesystem::path& file) {
  WordPieceVocabulary vocabulary;
  vocabulary.pieces = lines_of(file_text(file, "the vocab.txt of a BERT model"));
  vocabulary.special = special_tokens(numbers_of(vocabulary.pieces, file), file);
  return vocabulary;
}

}  // namespace data
