#include <torch/torch.h>

#include <filesystem>
#include <string>

#include "tasks/metaxl/data/conllu.hpp"
#include "tasks/metaxl/data/tagged_folder.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;

namespace {

using Words = std::vector<std::string>;

std::string line(const std::string& number, const std::string& form, const std::string& tag) {
  return number + "\t" + form + "\t_\t" + tag + "\t_\t_\t_\t_\t_\t_\n";
}

TaggedText read(const std::string& text) {
  const TemporaryFolder folder;
  return read_conllu(folder.write("a.conllu", {text.begin(), text.end()}));
}

bool fails_with(const std::string& text, const std::string& part) {
  const auto message = message_of([&] { read(text); });
  INFO(message);
  return message.find("a.conllu" + part) != std::string::npos;
}

}  // namespace

TEST_CASE("a CoNLL-U sentence is its words with UPOS, without comments, multiword tokens and empty nodes") {
  const auto text =
      read("# text = vámonos al mar\n" + line("1-2", "vámonos", "_") + line("1", "vamos", "VERB") +
           line("2", "nos", "PRON") + line("2.1", "gap", "NOUN") + line("3-4", "al", "_") + line("3", "a", "ADP") +
           line("4", "el", "DET") + line("5", "mar", "NOUN") + "\n\n# next\n" + line("1", "10 000", "NUM"));
  REQUIRE(text.sentences.size() == 2);
  CHECK(text.sentences[0].tokens == Words{"vamos", "nos", "a", "el", "mar"});
  CHECK(text.sentences[0].tags == Words{"VERB", "PRON", "ADP", "DET", "NOUN"});
  CHECK((text.sentences[1] == TaggedSentence{{"10 000"}, {"NUM"}}));
}

TEST_CASE("a withheld form and a '#' are words, carriage returns are not") {
  auto text = line("1", "_", "PROPN");
  text.insert(text.size() - 1, "\r");
  CHECK((read(text + line("2", "#", "SYM") + "\r\n").sentences.at(0) == TaggedSentence{{"_", "#"}, {"PROPN", "SYM"}}));
}

TEST_CASE("a sentence of empty nodes alone is none") {
  CHECK(read(line("0.1", "gap", "NOUN") + "\n" + line("1", "a", "X")).sentences.size() == 1);
}

TEST_CASE("a bad CoNLL-U line is named by file and line") {
  const auto good = line("1", "a", "X");
  CHECK(fails_with(good + "2\tb\tb\tNOUN\n", ":2: has 4 columns, not ten"));
  CHECK(fails_with("a b\n", ":1: has 1 columns, not ten"));
  CHECK(fails_with(good + line("3", "b", "X"), ":2: the first column is '3', not 2"));
  CHECK(fails_with(good + line("1", "b", "X"), ":2: the first column is '1', not 2"));  // an empty line is missing
  CHECK(fails_with(good + line("x-y", "b", "X"), ":2: the first column is 'x-y', not 2"));
  CHECK(fails_with(good + line("2", "b", "_"), ":2: 'b' has no tag in column 4"));
  CHECK(fails_with(line("1", "", "X"), ":1: column 2, the word, is empty"));
  CHECK(fails_with("# caf\xe9\n" + good, ":1: is not UTF-8"));
  CHECK(fails_with("# nothing\n\n", ": contains no sentence"));
}

TEST_CASE("a treebank's files have short names or those of Universal Dependencies") {
  const TemporaryFolder folder;
  const auto word = line("1", "a", "X");
  folder.write("dev.conllu", {word.begin(), word.end()});
  folder.write("xx_yyy-ud-train.conllu", {word.begin(), word.end()});
  folder.write("xx_yyy-ud-test.conllu", {word.begin(), word.end()});
  folder.write("train.txt", {'x'});
  const auto parts = read_tagged_folder(folder.path(), TextFormat::conllu);
  for (const auto part : {Part::train, Part::development, Part::test}) CHECK(parts[part].token_count() == 1);
  folder.write("zz_yyy-ud-test.conllu", {word.begin(), word.end()});
  const auto two = message_of([&] { part_file(folder.path(), TextFormat::conllu, Part::test); });
  CHECK(two.find("has xx_yyy-ud-test.conllu, zz_yyy-ud-test.conllu for the same part") != std::string::npos);
}
