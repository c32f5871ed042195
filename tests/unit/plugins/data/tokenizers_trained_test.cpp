#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "data/text/tokenizers/characters.hpp"
#include "data/text/tokenizers/seed_pieces.hpp"
#include "data/text/tokenizers/trained.hpp"
#include "data/text/tokenizers/unigram_expectation.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace data;
using evograd::test::has;
using evograd::test::message_of;

namespace {

using Texts = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

/// Words of a language with endings: some stems with each of some endings, many times.
Texts inflected() {
  Texts texts;
  for (const char* stem : {"kalakut", "mirando", "полос", "ქართ", "Zürich"}) {
    for (const char* ending : {"", "issa", "illa", "ään"}) texts.insert(texts.end(), 5, std::string(stem) + ending);
  }
  return texts;
}

}  // namespace

TEST_CASE("a trained tokenizer is the same for the same texts in any order") {
  auto texts = inflected();
  const auto first = train_tokenizer(texts, {.vocabulary = 60});
  std::reverse(texts.begin(), texts.end());
  const auto second = train_tokenizer(texts, {.vocabulary = 60});
  CHECK(first->identity() == second->identity());
  CHECK(first->vocabulary() == second->vocabulary());
  for (const auto& text : texts) CHECK(first->encode(text) == second->encode(text));
  texts.push_back("q");
  CHECK(train_tokenizer(texts, {.vocabulary = 60})->identity() != first->identity());
}

TEST_CASE("a trained tokenizer covers its texts and knows nothing else") {
  const auto texts = inflected();
  const auto tokenizer = train_tokenizer(texts, {.vocabulary = 60});
  const auto& special = tokenizer->special();
  CHECK(Numbers{special.padding, special.unknown, special.first, special.last} == Numbers{0, 1, 2, 3});
  CHECK(special.mask == tokenizer->vocabulary() - 1);
  CHECK(tokenizer->vocabulary() <= 60);
  for (const auto& text : texts) {
    const auto numbers = tokenizer->encode(text);
    CHECK(std::all_of(numbers.begin(), numbers.end(), [&](auto n) { return n >= 4 && n < special.mask; }));
    CHECK(numbers.size() <= 4);  // stems and endings are pieces, or nearly
  }
  CHECK(tokenizer->encode("").front() == 1);
  CHECK(tokenizer->encode(" \t\u3000") == Numbers{1});
  CHECK(tokenizer->encode("%%").back() == 1);
  CHECK(tokenizer->encode("%%").size() == 2);  // "▁" and a run of unknown characters
}

TEST_CASE("what follows a blank is cut as a word of its own, and compatible characters are the same") {
  const auto tokenizer = train_tokenizer(inflected(), {.vocabulary = 60});
  auto both = tokenizer->encode("kalakutissa");
  const auto second = tokenizer->encode("Zürich");
  both.insert(both.end(), second.begin(), second.end());
  CHECK(tokenizer->encode(" kalakutissa \u00A0Zürich ") == both);
  CHECK(tokenizer->encode("ｋalakutissa Zu\u0308rich") == both);
}

TEST_CASE(
    "the vocabulary is lowered for few texts, down to all texts that occur twice, and refused below the alphabet") {
  // Of ▁ab (twice): the alphabet is ▁ a b, and what always goes on alike is no piece: ab and ▁ab remain, then ab, never
  // the best way to cut anything, is expected less than half a time and goes.
  const auto tokenizer = train_tokenizer({"ab", "ab"}, {.vocabulary = 8000});
  CHECK(tokenizer->vocabulary() == 4 + 3 + 1 + 1);
  CHECK(tokenizer->encode("ab").size() == 1);
  CHECK(train_tokenizer({"ab"}, {.vocabulary = 8})->vocabulary() == 8);
  const auto message = message_of([&] { train_tokenizer({"ab"}, {.vocabulary = 7}); });
  CHECK(has(message, "a vocabulary of 7 has no room for the alphabet of 3 code points and 5 special tokens"));
  CHECK(has(message, "more than 7"));
}

TEST_CASE("code points beyond the coverage are unknown") {
  Texts texts(99, "aa");
  texts.push_back("az");
  const auto all = train_tokenizer(texts, {.vocabulary = 50});
  const auto most = train_tokenizer(texts, {.vocabulary = 50, .character_coverage = 0.99});
  CHECK(all->encode("z").back() != 1);
  CHECK(most->encode("z").back() == 1);
  CHECK(most->encode("az").back() == 1);
  CHECK(most->encode("aa") != Numbers{1});
}

TEST_CASE("a tokenizer is not trained on nothing, on what is not UTF-8, or with an option out of range") {
  CHECK(has(message_of([] { train_tokenizer({}); }), "the 0 texts contain no word"));
  CHECK(has(message_of([] { train_tokenizer({"", " \n"}); }), "the 2 texts contain no word"));
  CHECK(has(message_of([] { train_tokenizer({"a", "\xc3"}); }), "'\\xc3' is not UTF-8"));
  CHECK(has(message_of([] { train_tokenizer({"a"}, {.vocabulary = 0}); }), "a vocabulary of 0 is out of range"));
  CHECK(has(message_of([] { train_tokenizer({"a"}, {.character_coverage = 0}); }), "not in (0, 1]"));
  CHECK(has(message_of([] { train_tokenizer({"a"}, {.character_coverage = 1.5}); }), "not in (0, 1]"));
}

TEST_CASE("expected counts are sums over all ways to cut a word") {
  // aab = a a b, aa b, a ab: probabilities 0.4² 0.3 = 0.048, 0.2 0.3 = 0.06, 0.4 0.1 = 0.04; in all 0.148.
  const std::vector<UnigramPiece> pieces = {
      {"a", std::log(0.4)}, {"b", std::log(0.3)}, {"aa", std::log(0.2)}, {"ab", std::log(0.1)}};
  const auto counts = expected_counts(pieces, {{"aab", 2}});
  CHECK(counts[0] == Approx(2 * (2 * 0.048 + 0.04) / 0.148));
  CHECK(counts[1] == Approx(2 * (0.048 + 0.06) / 0.148));
  CHECK(counts[2] == Approx(2 * 0.06 / 0.148));
  CHECK(counts[3] == Approx(2 * 0.04 / 0.148));
}

TEST_CASE("seeds are the texts that occur twice and go on in two ways, by occurrences × length") {
  // abcabd × 1 and ab × 3: ab is in the first twice, so 5 times, and goes on with c, with d, and not at all.
  const TrainingWords words = {U"abcd", {{U"ab", 3}, {U"abcabd", 1}}};
  const auto pieces = seed_pieces(words, 10);
  REQUIRE(pieces.size() == 5);
  CHECK(pieces[4].text == "ab");
  // Letters: a 5, b 5, c 1, d 1; ab 5 × 2; in all 22.
  CHECK(pieces[4].score == Approx(std::log(10.0 / 22)));
  CHECK(pieces[2].score == Approx(std::log(1.0 / 22)));
}

TEST_CASE("characters are numbered in their order, whatever the order of the texts") {
  const auto tokenizer = character_tokenizer({"bé", "a", "b"});
  CHECK(tokenizer->encode("abé") == Numbers{2, 3, 4});
  CHECK(tokenizer->encode("e\u0301") == Numbers{4});  // normal form C
  CHECK(tokenizer->encode("xa") == Numbers{1, 2});
  CHECK(tokenizer->encode("") == Numbers{1});
  const auto& special = tokenizer->special();
  CHECK(Numbers{special.padding, special.unknown, special.first, special.last} == Numbers{0, 1, -1, -1});
  CHECK(Numbers{special.mask, tokenizer->vocabulary()} == Numbers{5, 6});
  CHECK(tokenizer->identity() == character_tokenizer({"b", "ab", "e\u0301"})->identity());
  CHECK(tokenizer->identity() != character_tokenizer({"ab"})->identity());
  CHECK(has(message_of([] { character_tokenizer({"", ""}); }), "the 2 texts contain no character"));
  CHECK(has(message_of([] { character_tokenizer({"\xff"}); }), "is not UTF-8"));
}
