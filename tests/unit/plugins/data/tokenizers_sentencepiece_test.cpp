#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "data/text/tokenizers/sentencepiece.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace data;
using evograd::test::has;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;

namespace {

using Numbers = std::vector<std::int64_t>;

const std::filesystem::path fixture = std::filesystem::path(EVOGRAD_SOURCE_FOLDER) / "tests/fixtures/sentencepiece";

std::vector<std::string> lines(const std::string& name) {
  std::vector<std::string> all;
  std::ifstream file(fixture / name);
  for (std::string line; std::getline(file, line);) all.push_back(line);
  REQUIRE(!all.empty());
  return all;
}

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The wire format, for models that no trainer makes: a key is the field's number × 8 + the type.
std::string varint(std::size_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
  return bytes + static_cast<char>(value);
}
std::string number_field(std::size_t field, std::size_t value) { return varint(field * 8) + varint(value); }
std::string text_field(std::size_t field, const std::string& text) {
  return varint(field * 8 + 2) + varint(text.size()) + text;
}
std::string piece(const std::string& text, float score, std::size_t kind) {
  std::string real(sizeof score, '\0');
  std::memcpy(real.data(), &score, sizeof score);
  return text_field(1, text_field(1, text) + varint(2 * 8 + 5) + real + number_field(3, kind));
}

constexpr std::size_t normal = 1, unknown = 2, control = 3, user_defined = 4, unused = 5, byte = 6;

/// A model file in a folder of its own.
struct WrittenModel {
  explicit WrittenModel(const std::string& text) : file(folder.write("a.model", {text.begin(), text.end()})) {}
  std::unique_ptr<Tokenizer> read(PieceNumbers numbers = PieceNumbers::as_is) const {
    return read_sentencepiece(file, numbers);
  }
  std::string message(PieceNumbers numbers = PieceNumbers::as_is) const {
    return message_of([&] { read(numbers); });
  }

  TemporaryFolder folder;
  std::filesystem::path file;
};

}  // namespace

TEST_CASE("a SentencePiece model's tokens are those of spm_encode") {
  const auto tokenizer = read_sentencepiece(fixture / "small.model", PieceNumbers::as_is);
  const auto words = lines("words.txt");
  const auto tokens = lines("tokens.txt");
  REQUIRE(words.size() == tokens.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    std::istringstream stream(tokens[i]);
    Numbers expected;
    for (std::int64_t token = 0; stream >> token;) expected.push_back(token);
    if (expected.empty()) expected = {tokenizer->special().unknown};  // ours: no word without a token
    INFO(words[i]);
    CHECK(tokenizer->encode(words[i]) == expected);
  }
}

TEST_CASE("XLM-R's numbers are the model's + 1 except for what is special") {
  const auto as_is = read_sentencepiece(fixture / "small.model", PieceNumbers::as_is);
  const auto shifted = read_sentencepiece(fixture / "small.model", PieceNumbers::xlm_roberta);
  const auto pieces = lines("small.vocab");
  const auto count = static_cast<std::int64_t>(pieces.size());
  const auto& special = shifted->special();
  CHECK(Numbers{special.first, special.padding, special.last, special.unknown} == Numbers{0, 1, 2, 3});
  CHECK(special.mask == count + 1);
  CHECK(shifted->vocabulary() == count + 2);
  Numbers seen;
  auto words = lines("words.txt");
  for (const auto& line : pieces) {
    auto text = line.substr(0, line.find('\t'));
    if (text.starts_with("▁")) text.erase(0, std::strlen("▁"));
    words.push_back(text);
  }
  for (const auto& word : words) {
    auto expected = as_is->encode(word);
    for (auto& number : expected) {
      seen.push_back(number);
      number = number == as_is->special().unknown ? 3 : number + 1;
    }
    CHECK(shifted->encode(word) == expected);
  }
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  CHECK(std::ssize(seen) > count * 9 / 10);  // nearly every piece took part
  CHECK(shifted->identity() != as_is->identity());
}

TEST_CASE("as they are, special numbers are the model's, and what it lacks comes after its last") {
  const auto plain = read_sentencepiece(fixture / "small.model", PieceNumbers::as_is);
  CHECK(Numbers{plain->special().unknown, plain->special().first, plain->special().last} == Numbers{0, 1, 2});
  CHECK(Numbers{plain->special().padding, plain->special().mask, plain->vocabulary()} == Numbers{300, 301, 302});

  const auto begins = piece("<pad>", 0, control) + piece("</s>", 0, control) + piece("<unk>", 0, unknown);
  const auto as_t5 = WrittenModel(begins + piece("▁a", -1, normal)).read();
  const auto& special = as_t5->special();
  CHECK(Numbers{special.padding, special.last, special.unknown, special.first} == Numbers{0, 1, 2, -1});
  CHECK(Numbers{special.mask, as_t5->vocabulary()} == Numbers{4, 5});

  const auto named = text_field(2, text_field(46, "[CLS]"));
  const auto as_albert = WrittenModel(piece("<unk>", 0, unknown) + piece("[CLS]", 0, control) + named).read();
  CHECK(as_albert->special().first == 1);
  CHECK(WrittenModel(begins + piece("▁a", -1, normal)).message(PieceNumbers::xlm_roberta).find("XLM-R") !=
        std::string::npos);
}

TEST_CASE("the pieces of the highest sum are taken; unused and control ones never, user-defined ones first") {
  const auto front = piece("<unk>", 0, unknown) + piece("▁", -3, normal) + piece("a", -2, normal);  // 0 1 2
  CHECK(WrittenModel(front + piece("▁aa", -6.5F, normal)).read()->encode("aa") == Numbers{3});  // −6.5 > −3 −2 −2
  CHECK(WrittenModel(front + piece("▁aa", -7.5F, normal)).read()->encode("aa") == Numbers{1, 2, 2});
  CHECK(WrittenModel(front + piece("▁aa", -1, unused)).read()->encode("aa") == Numbers{1, 2, 2});
  CHECK(WrittenModel(front + piece("▁aa", -1, control)).read()->encode("aa") == Numbers{1, 2, 2});
  CHECK(WrittenModel(front + piece("aa", 0, user_defined)).read()->encode("aab") == Numbers{1, 3, 0});
  CHECK(WrittenModel(front).read()->encode("bbab") == Numbers{1, 0, 2, 0});  // a run of unknown characters is one token
}

TEST_CASE("with byte fallback what no piece covers is written in bytes") {
  auto text = piece("<unk>", 0, unknown) + piece("▁", -1, normal) + text_field(2, number_field(35, 1));
  const auto hexadecimal = [](int value) {
    char name[8];
    std::snprintf(name, sizeof name, "<0x%02X>", value);
    return std::string(name);
  };
  for (int value = 0; value < 255; ++value) text += piece(hexadecimal(value), 0, byte);
  CHECK(has(WrittenModel(text).message(), "lacks the piece <0xFF> for a byte"));
  const auto tokenizer = WrittenModel(text + piece("<0xFF>", 0, byte)).read();
  CHECK(tokenizer->encode("Aé") == Numbers{1, 2 + 0x41, 2 + 0xc3, 2 + 0xa9});
}

TEST_CASE("a damaged SentencePiece model is refused, wherever it breaks off") {
  const auto whole = text_of(fixture / "small.model");
  for (std::size_t size = 1; size < whole.size(); size += 7) {
    const WrittenModel cut(whole.substr(0, size));
    const auto message = cut.message();
    // A file may break off between two pieces; what is left is then a smaller model.
    if (!message.empty()) CHECK(has(message, cut.file.string()));
  }
  const auto unk = piece("<unk>", 0, unknown);
  CHECK(has(WrittenModel("").message(), "is empty"));
  CHECK(has(WrittenModel("[PAD]\n[UNK]\n").message(), "is damaged or not a SentencePiece model"));
  CHECK(has(WrittenModel(text_field(3, "")).message(), "it has no pieces"));
  CHECK(has(WrittenModel(unk + unk).message(), "piece 1, '<unk>', occurs twice"));
  CHECK(
      has(WrittenModel(unk + piece("a", -1, normal) + piece("a", -2, normal)).message(), "piece 2, 'a', occurs twice"));
  CHECK(has(WrittenModel(unk + piece("u", 0, unknown)).message(), "has two pieces for unknown tokens"));
  CHECK(has(WrittenModel(piece("a", 0, normal)).message(), "has no piece for unknown tokens"));
  CHECK(has(WrittenModel(unk + piece("", 0, normal)).message(), "piece 1 is empty or not UTF-8"));
  CHECK(has(WrittenModel(unk + piece("\xff", 0, normal)).message(), "piece 1 is empty or not UTF-8"));
  CHECK(has(WrittenModel(unk + piece("a", std::numeric_limits<float>::quiet_NaN(), normal)).message(),
            "is not a number"));
  CHECK(has(WrittenModel(unk + piece("a", 0, 9)).message(), "unknown kind 9"));
  CHECK(has(WrittenModel(text_field(1, number_field(1, 1))).message(), "field 1 has the wrong type"));
  CHECK(has(WrittenModel(unk + text_field(2, number_field(3, 2))).message(), "is a BPE model, not a unigram model"));
  CHECK(has(WrittenModel(unk + text_field(2, number_field(3, 77))).message(), "a model of the unknown kind 77"));
  CHECK(has(WrittenModel(unk + text_field(3, text_field(2, "abcdef"))).message(), "its character rules"));
  const TemporaryFolder folder;
  CHECK(has(message_of([&] { read_sentencepiece(folder.path(), PieceNumbers::as_is); }), "is a folder"));
  CHECK(has(message_of([&] { read_sentencepiece(folder.path() / "none", PieceNumbers::as_is); }), "cannot be read"));
}
