#include <string>
#include <vector>

#include "data/text/tokenizers/bert_words.hpp"
#include "data/text/tokenizers/wordpiece.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace data;
using evograd::test::has;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;

namespace {

using Words = std::vector<std::string>;
using Numbers = std::vector<std::int64_t>;

const std::string special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";  // 0 to 4

/// A vocabulary in a folder of its own.
struct WrittenVocabulary {
  explicit WrittenVocabulary(const std::string& text) : file(folder.write("vocab.txt", {text.begin(), text.end()})) {}
  WrittenVocabulary& configuration(const std::string& text) {
    folder.write("tokenizer_config.json", {text.begin(), text.end()});
    return *this;
  }
  std::unique_ptr<Tokenizer> read(LowerCase lower_case = LowerCase::automatic) const {
    return read_wordpiece(file, lower_case);
  }
  std::string message() const {
    return message_of([&] { read(); });
  }

  TemporaryFolder folder;
  std::filesystem::path file;
};

}  // namespace

TEST_CASE("WordPiece takes the longest piece first, as BERT's own tests have it") {
  // The vocabulary and the three results are those of tokenization_test.py in BERT's repository.
  const WrittenVocabulary written(special + "want\n##want\n##ed\nwa\nun\nrunn\n##ing\n##aff\n##able\n##a\n");
  const auto tokenizer = written.read();
  CHECK(tokenizer->encode("unaffable") == Numbers{9, 12, 13});
  CHECK(tokenizer->encode("unwanted running") == Numbers{9, 6, 7, 10, 11});
  CHECK(tokenizer->encode("unwantedX running") == Numbers{1, 10, 11});
  CHECK(tokenizer->encode("aunaff") == Numbers{1});  // ##a continues a word, it does not begin one
  CHECK(tokenizer->vocabulary() == 15);
}

TEST_CASE("BERT's words in lower case lose accents, and punctuation stands alone") {
  CHECK(bert_words(" \tHeLLo!how  \n Are yoU?  ", true) == Words{"hello", "!", "how", "are", "you", "?"});
  CHECK(bert_words("H\u00E9llo", true) == Words{"hello"});
  CHECK(bert_words(" \tHeLLo!how  \n Are yoU?  ", false) == Words{"HeLLo", "!", "how", "Are", "yoU", "?"});
  CHECK(bert_words("H\u00E9llo", false) == Words{"H\u00E9llo"});
  CHECK(bert_words("a$b^c`d~e", true) == Words{"a", "$", "b", "^", "c", "`", "d", "~", "e"});
  CHECK(bert_words("«a» ¿b—c。d€", false) == Words{"«", "a", "»", "¿", "b", "—", "c", "。", "d€"});  // € is no P*
  CHECK(bert_words("[MASK]", false) == Words{"[", "MASK", "]"});
}

TEST_CASE("BERT's lower case is Unicode's, with the final sigma, and takes what is left of İ") {
  CHECK(bert_words("ΟΔΟΣ ΣΑΣ", true) == Words{"οδος", "σας"});
  CHECK(bert_words("İstanbul ÄÖÜ Ñ", true) == Words{"istanbul", "aou", "n"});
  CHECK(bert_words("STRASSE straße", true) == Words{"strasse", "straße"});
  CHECK(bert_words("Й", true) == Words{"и"});
  CHECK(bert_words("한국", true) == Words{"\u1112\u1161\u11ab\u1100\u116e\u11a8"});  // normal form D stays
}

TEST_CASE("BERT's ideographs stand alone, kana and hangul do not") {
  CHECK(bert_words("ah\u535A\u63A8zz", false) == Words{"ah", "\u535A", "\u63A8", "zz"});
  CHECK(bert_words("にほん日本한국", false) == Words{"にほん", "日", "本", "한국"});
  CHECK(bert_words("\U00020000\U0002A6DF\uFA0E", false) == Words{"\U00020000", "\U0002A6DF", "\uFA0E"});
}

TEST_CASE("BERT drops control and format characters and takes any blank for a blank") {
  const std::string zero(1, '\0');
  CHECK(bert_words("a\x01" + zero + "b\u00AD\u200D\uFFFDc\x7F", false) == Words{"abc"});
  CHECK(bert_words("a\u00A0b\u3000c\u2028d\re", false) == Words{"a", "b", "c", "d", "e"});
  CHECK(bert_words("", false).empty());
  CHECK(bert_words(" \u200B\t", true).empty());
}

TEST_CASE("a word that gives no piece is unknown, one of more than 100 characters is not cut") {
  const auto tokenizer = WrittenVocabulary(special + "a\n##a\n!\né\n##é\n").read(LowerCase::no);
  CHECK(tokenizer->encode("") == Numbers{1});
  CHECK(tokenizer->encode(" \t\u200B") == Numbers{1});
  CHECK(tokenizer->encode("b") == Numbers{1});
  CHECK(tokenizer->encode("a!b") == Numbers{5, 7, 1});
  CHECK(tokenizer->encode("[MASK]") == Numbers{1, 1, 1});
  Numbers hundred(100, 9);
  hundred.front() = 8;
  std::string word;
  for (int i = 0; i < 100; ++i) word += "é";  // 200 bytes
  CHECK(tokenizer->encode(word) == hundred);
  CHECK(tokenizer->encode(word + "é") == Numbers{1});
  CHECK(has(message_of([&] { tokenizer->encode("caf\xe9"); }), "'caf\\xe9' is not UTF-8"));
}

TEST_CASE("the line of vocab.txt is the number, with CRLF, empty lines and a byte order mark too") {
  const auto plain = WrittenVocabulary("a\n\n[MASK]\n[SEP]\n\n[CLS]\n[PAD]\n[UNK]\nb").read();
  const auto windows = WrittenVocabulary(
                           "\xef\xbb\xbf"
                           "a\r\n\r\n[MASK]\r\n[SEP]\r\n\r\n[CLS]\r\n[PAD]\r\n[UNK]\r\nb\r\n")
                           .read();
  for (const auto* tokenizer : {plain.get(), windows.get()}) {
    CHECK(tokenizer->vocabulary() == 9);
    const auto& numbers = tokenizer->special();
    CHECK(Numbers{numbers.mask, numbers.last, numbers.first, numbers.padding, numbers.unknown} ==
          Numbers{2, 3, 5, 6, 7});
    CHECK(tokenizer->encode("b a") == Numbers{8, 0});
  }
  CHECK(plain->identity() == windows->identity());
}

TEST_CASE("lower case is as the configuration says, else as the pieces look") {
  const std::string lower = special + "a\n";
  const std::string upper = special + "a\nA\n";
  CHECK(WrittenVocabulary(lower).read()->encode("A") == Numbers{5});
  CHECK(WrittenVocabulary(lower).read(LowerCase::no)->encode("A") == Numbers{1});
  CHECK(WrittenVocabulary(upper).read()->encode("A") == Numbers{6});
  CHECK(WrittenVocabulary(upper).read(LowerCase::yes)->encode("A") == Numbers{5});
  CHECK(WrittenVocabulary(upper).configuration(R"({"do_lower_case": true})").read()->encode("A") == Numbers{5});
  CHECK(WrittenVocabulary(lower).configuration(R"({"do_lower_case": false})").read()->encode("A") == Numbers{1});
  CHECK(WrittenVocabulary(lower).configuration(R"({"other": 1})").read()->encode("A") == Numbers{5});
  CHECK(WrittenVocabulary(lower).read()->identity() != WrittenVocabulary(lower).read(LowerCase::no)->identity());
  CHECK(WrittenVocabulary(lower).read()->identity() != WrittenVocabulary(special + "b\n").read()->identity());

  CHECK(has(WrittenVocabulary(lower).configuration("{").message(), "tokenizer_config.json: is not a JSON object"));
  CHECK(has(WrittenVocabulary(lower).configuration("[]").message(), "is not a JSON object"));
  CHECK(has(WrittenVocabulary(lower).configuration(R"({"do_lower_case": 1})").message(),
            "do_lower_case is not true or false"));
}

TEST_CASE(
    "of a piece that occurs twice the last line counts, as in Hugging Face's tokenizers, and a warning names it") {
  const evograd::test::CapturedLog log;
  const WrittenVocabulary twice(special + "a\nb\na\n##a\n##a\n");
  const auto tokenizer = read_wordpiece(twice.file);
  CHECK(tokenizer->vocabulary() == 10);
  CHECK(tokenizer->encode("a b aa") == std::vector<std::int64_t>{7, 6, 7, 9});
  CHECK(log.have("2 piece(s) occur more than once: 'a' (lines 6 and 8), '##a' (lines 9 and 10); the last line counts"));
  // The special tokens too: [UNK] is the second line and the last.
  CHECK(read_wordpiece(WrittenVocabulary(special + "a\n[UNK]\n").file)->special().unknown == 6);
}

TEST_CASE("a bad vocab.txt is named with what is wrong") {
  CHECK(has(WrittenVocabulary("version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n").message(),
            "vocab.txt: is a Git LFS pointer, not the file itself\n  help: run git lfs pull"));
  const WrittenVocabulary lacking("[PAD]\n[CLS]\na\n[SEP]\n");
  CHECK(has(lacking.message(), lacking.file.string() + ": has no [UNK], [MASK]"));
  CHECK(has(WrittenVocabulary(special + "\xff\n").message(), "vocab.txt:6: '\\xff' is not UTF-8"));
  CHECK(has(WrittenVocabulary("").message(), "is empty"));
  const TemporaryFolder folder;
  CHECK(has(message_of([&] { read_wordpiece(folder.path()); }), "is a folder"));
  CHECK(has(message_of([&] { read_wordpiece(folder.path() / "none"); }), "cannot be read"));
}
