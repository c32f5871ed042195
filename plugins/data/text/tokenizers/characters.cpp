#include "data/text/tokenizers/characters.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <utility>

#include "data/fingerprint.hpp"
#include "data/text/tokenizers/unicode_text.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::int64_t padding_token = 0;
constexpr std::int64_t unknown_token = 1;
constexpr std::int64_t first_character = 2;

class Characters final : public Tokenizer {
 public:
  explicit Characters(std::u32string alphabet)
      : Tokenizer({padding_token, unknown_token, -1, -1, first_character + std::ssize(alphabet)},
                  first_character + std::ssize(alphabet) + 1,
                  "characters " + Fingerprint().add(to_utf8(alphabet)).text()),
        alphabet_(std::move(alphabet)) {}

 private:
  std::vector<std::int64_t> numbers(const std::string& word) const override {
    std::vector<std::int64_t> all;
    for (const auto point : code_points(nfc(word))) {
      const auto found = std::lower_bound(alphabet_.begin(), alphabet_.end(), point);
      const bool known = found != alphabet_.end() && *found == point;
      all.push_back(known ? first_character + (found - alphabet_.begin()) : unknown_token);
    }
    return all;
  }

  std::u32string alphabet_;  ///< sorted
};

}  // namespace

std::unique_ptr<Tokenizer> character_tokenizer(const std::vector<std::string>& texts) {
  std::set<char32_t> characters;
  for (const auto& text : texts) {
    expect_utf8(text, "a text whose characters become tokens");
    const auto points = code_points(nfc(text));
    characters.insert(points.begin(), points.end());
  }
  if (characters.empty()) {
    throw Error("character tokenizer", fmt::format("the {} texts contain no character", texts.size()),
                "pass the texts of the training data");
  }
  return std::make_unique<Characters>(std::u32string(characters.begin(), characters.end()));
}

}  // namespace data
