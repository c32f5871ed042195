#include <string>
#include <vector>

#include "data/text/tokenizers/characters.hpp"
#include "data/text/tokenizers/encoded_words.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace data;
using evograd::test::message_of;

namespace {

using Numbers = std::vector<std::int64_t>;

/// A token a byte, its number; first 300, last 301 where asked for.
class Bytes final : public Tokenizer {
 public:
  Bytes(bool first, bool last) : Tokenizer({0, 1, first ? 300 : -1, last ? 301 : -1, -1}, 302, "bytes") {}

 private:
  Numbers numbers(const std::string& word) const override { return {word.begin(), word.end()}; }
};

}  // namespace

TEST_CASE("words lie between the special tokens, and each knows where it begins") {
  const auto encoded = encode_words(Bytes(true, true), {"ab", "", "c"}, 6);
  CHECK(encoded.tokens == Numbers{300, 'a', 'b', 1, 'c', 301});
  CHECK(encoded.first_token == Numbers{1, 3, 4});
  CHECK(encoded.kept == 3);

  const auto bare = encode_words(Bytes(false, false), {"ab", "c"}, 100);
  CHECK(bare.tokens == Numbers{'a', 'b', 'c'});
  CHECK(bare.first_token == Numbers{0, 2});
  CHECK(encode_words(Bytes(false, true), {"a"}, 2).tokens == Numbers{'a', 301});
  CHECK(encode_words(Bytes(true, false), {"a"}, 2).tokens == Numbers{300, 'a'});
}

TEST_CASE("a word that does not fit whole is left out with all that follow it") {
  const auto encoded = encode_words(Bytes(true, true), {"ab", "cde", "f"}, 6);  // f alone would fit
  CHECK(encoded.tokens == Numbers{300, 'a', 'b', 301});
  CHECK(encoded.first_token == Numbers{1});
  CHECK(encoded.kept == 1);
  CHECK(encode_words(Bytes(true, true), {"ab", "cde", "f"}, 7).kept == 2);
  CHECK(encode_words(Bytes(true, true), {"ab", "cde", "f"}, 8).kept == 3);
}

TEST_CASE("a first word that is longer than everything is cut") {
  const auto encoded = encode_words(Bytes(true, true), {"abcdef", "g"}, 5);
  CHECK(encoded.tokens == Numbers{300, 'a', 'b', 'c', 301});
  CHECK(encoded.first_token == Numbers{1});
  CHECK(encoded.kept == 1);
  CHECK(encode_words(Bytes(true, true), {"abc"}, 3).tokens == Numbers{300, 'a', 301});
}

TEST_CASE("no words give the special tokens alone; no room is an error") {
  const auto encoded = encode_words(Bytes(true, true), {}, 3);
  CHECK(encoded.tokens == Numbers{300, 301});
  CHECK(encoded.first_token.empty());
  CHECK(encoded.kept == 0);
  const auto message = message_of([] { encode_words(Bytes(true, true), {"a"}, 2); });
  CHECK(message.find("is 2 tokens, which is too small") != std::string::npos);
  CHECK(message.find("at least 3") != std::string::npos);
  CHECK(!message_of([] { encode_words(Bytes(false, false), {"a"}, 0); }).empty());
  CHECK(!message_of([] { encode_words(Bytes(false, false), {"a"}, -5); }).empty());
  CHECK(!message_of([] { encode_words(*character_tokenizer({"a"}), {"\xff"}, 9); }).empty());
}
