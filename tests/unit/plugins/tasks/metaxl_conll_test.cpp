#include <torch/torch.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tasks/metaxl/data/conll.hpp"
#include "tasks/metaxl/data/tagged_folder.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using evograd::test::has;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;

namespace {

using Words = std::vector<std::string>;

/// A file with a text.
struct Written {
  explicit Written(const std::string& text) : file(folder.write("train.txt", {text.begin(), text.end()})) {}
  TaggedText read(LanguagePrefix prefix = LanguagePrefix::detect) const { return read_conll(file, {.prefix = prefix}); }
  std::string message() const {
    return message_of([&] { read(); });
  }

  TemporaryFolder folder;
  std::filesystem::path file;
};

}  // namespace

TEST_CASE("a CoNLL sentence ends at an empty line, at a -DOCSTART- and at the end of the file") {
  const Written written("-DOCSTART- -X- -X- O\n\nIn O\nUlan B-LOC\nBator I-LOC\n\n\n. O\n-DOCSTART- O\nyes O");
  const auto text = written.read();
  REQUIRE(text.sentences.size() == 3);
  CHECK((text.sentences[0] == TaggedSentence{{"In", "Ulan", "Bator"}, {"O", "B-LOC", "I-LOC"}}));
  CHECK((text.sentences[1] == TaggedSentence{{"."}, {"O"}}));
  CHECK((text.sentences[2] == TaggedSentence{{"yes"}, {"O"}}));
  CHECK(text.token_count() == 5);
  CHECK(text.changed_tags == 0);
}

TEST_CASE("the word is the first and the tag the last of any number of columns, parted by tabs or by blanks") {
  const auto four = Written("EU NNP I-NP I-ORG\nrejects  VBZ   I-VP O \n").read().sentences.at(0);
  CHECK((four == TaggedSentence{{"EU", "rejects"}, {"B-ORG", "O"}}));
  const auto tabs = Written("1 000\tNUM\tO\nNew York\t\tB-LOC\t\n").read().sentences.at(0);
  CHECK((tabs == TaggedSentence{{"1 000", "New York"}, {"O", "B-LOC"}}));
}

TEST_CASE("a byte order mark and carriage returns do not count, also on empty lines") {
  const auto text = Written("\xef\xbb\xbfka O\r\n\r\nto O\r\n").read();
  REQUIRE(text.sentences.size() == 2);
  CHECK(text.sentences[0].tokens == Words{"ka"});
  CHECK(text.sentences[1].tags == Words{"O"});
}

TEST_CASE("IOB1 and IOB2 spellings of the same entities read alike") {
  // Two places in a row, then a person next to a place.
  const auto first = Written("a I-LOC\nb I-LOC\nc B-LOC\nd I-PER\ne I-PER\nf O\ng I-PER\n").read();
  const auto second = Written("a B-LOC\nb I-LOC\nc B-LOC\nd B-PER\ne I-PER\nf O\ng B-PER\n").read();
  CHECK(first.sentences[0].tags == Words{"B-LOC", "I-LOC", "B-LOC", "B-PER", "I-PER", "O", "B-PER"});
  CHECK((first.sentences == second.sentences));
  CHECK(first.changed_tags == 3);
  CHECK(second.changed_tags == 0);
}

TEST_CASE("a stray I-X begins an entity: after O, after another type, and in a new sentence") {
  const auto text = Written("a B-LOC\nb I-PER\n\nc I-PER\nd O\ne I-A-B\nf I-A-B\n").read();
  CHECK(text.sentences[0].tags == Words{"B-LOC", "B-PER"});
  CHECK(text.sentences[1].tags == Words{"B-PER", "O", "B-A-B", "I-A-B"});
  CHECK(text.changed_tags == 3);
}

TEST_CASE("WikiAnn's language codes are cut off when all words have one, or on demand") {
  const std::string prefixed = "zh-classical:Ulan\tB-LOC\nzh-classical::\tO\n";
  const auto text = Written(prefixed).read();
  CHECK(text.sentences[0].tokens == Words{"Ulan", ":"});
  CHECK(Written(prefixed).read(LanguagePrefix::keep).sentences[0].tokens[0] == "zh-classical:Ulan");

  const std::string mixed = "en:Paris B-LOC\n9:30 O\nRT: O\nhttp://a.b O\n";
  CHECK(Written(mixed).read().sentences[0].tokens == Words{"en:Paris", "9:30", "RT:", "http://a.b"});
  CHECK(Written(mixed).read(LanguagePrefix::strip).sentences[0].tokens == Words{"Paris", "9:30", "RT:", "//a.b"});
}

TEST_CASE("a token without a word is left out and counted, with its sentence when nothing else is in it") {
  const auto text = Written("a O\n\tB-LOC\nb\tI-LOC\n\n O\n\nc O\n").read();
  REQUIRE(text.sentences.size() == 2);
  CHECK((text.sentences[0] == TaggedSentence{{"a", "b"}, {"O", "B-LOC"}}));
  CHECK(text.dropped_tokens == 2);
  const auto prefixed = Written("qu:\tO\nqu:Inka\tB-PER\n").read();
  CHECK((prefixed.sentences[0] == TaggedSentence{{"Inka"}, {"B-PER"}}));
}

TEST_CASE("a bad CoNLL line is named by file and line") {
  const Written one_column("a O\n\nb\n");
  CHECK(has(one_column.message(), one_column.file.string() + ":3: has one column, 'b'"));
  CHECK(has(Written("a O\nb X-PER\n").message(), ":2: the last column is 'X-PER', not a tag"));
  CHECK(has(Written("a B-\n").message(), ":1: the last column is 'B-'"));
  CHECK(has(Written("a O\nb\xff O\n").message(), ":2: is not UTF-8"));
  CHECK(has(Written("caf\xe9 O\n").message(), "iconv"));
  CHECK(has(Written("\n\n-DOCSTART- O\n").message(), "contains no sentence"));
  CHECK(has(Written("").message(), "contains no sentence"));
}

TEST_CASE("the parts of a language are files with or without ending; development has several names") {
  const TemporaryFolder folder;
  folder.write("train", {'a', ' ', 'O'});
  folder.write("validation.txt", {'b', ' ', 'O'});
  folder.write("README.md", {'c'});
  const auto parts = read_tagged_folder(folder.path(), TextFormat::conll, {Part::train, Part::development});
  CHECK(parts[Part::train].sentences[0].tokens == Words{"a"});
  CHECK(parts[Part::development].sentences[0].tokens == Words{"b"});
  CHECK(parts[Part::test].sentences.empty());

  const auto all = message_of([&] { read_tagged_folder(folder.path(), TextFormat::conll); });
  CHECK(has(all, "has no test part, test.txt or test"));
  CHECK(has(all, "README.md, train, validation.txt"));
  folder.write("dev.txt", {'b', ' ', 'O'});
  CHECK(has(message_of([&] { part_file(folder.path(), TextFormat::conll, Part::development); }),
            "has dev.txt, validation.txt for the same part"));
  CHECK(has(message_of([&] { part_file(folder.path() / "none", TextFormat::conll, Part::train); }), "is not a folder"));
  CHECK(has(message_of([&] { read_conll(folder.path()); }), "is a folder, not a text file"));
  CHECK(has(message_of([&] { read_conll(folder.path() / "none"); }), "cannot be read"));
}
