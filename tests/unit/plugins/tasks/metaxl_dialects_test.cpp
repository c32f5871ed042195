// CoNLL files in the dialects that people have.
#include <torch/torch.h>

#include "tasks/metaxl/data/conll_columns.hpp"
#include "tasks/metaxl/data/conllu.hpp"
#include "tasks/metaxl/data/entity_tags.hpp"
#include "tasks/metaxl/data/tagged_folder.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using Catch::Matchers::ContainsSubstring;
using evograd::test::CapturedLog;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;

namespace {

using Strings = std::vector<std::string>;

/// The tags of a sentence in IOB2.
Strings iob2(Strings tags) {
  TagCounts counts;
  convert_to_iob2(tags, counts);
  return tags;
}

TaggedText read_text(const std::string& text, const TextColumns& columns = {}) {
  const TemporaryFolder folder;
  return read_conll(folder.write("train.txt", {text.begin(), text.end()}), columns);
}

std::string refusal_of_text(const std::string& text, const TextColumns& columns = {}) {
  return message_of([&] { read_text(text, columns); });
}

}  // namespace

TEST_CASE("the schemes of entities read alike") {
  const Strings expected = {"B-PER", "I-PER", "I-PER", "O", "B-LOC", "B-LOC", "I-LOC"};
  CHECK(iob2({"B-PER", "I-PER", "I-PER", "O", "B-LOC", "B-LOC", "I-LOC"}) == expected);  // IOB2
  CHECK(iob2({"I-PER", "I-PER", "I-PER", "O", "I-LOC", "B-LOC", "I-LOC"}) == expected);  // IOB1
  CHECK(iob2({"B-PER", "I-PER", "E-PER", "O", "S-LOC", "B-LOC", "E-LOC"}) == expected);  // BIOES
  CHECK(iob2({"B-PER", "I-PER", "L-PER", "O", "U-LOC", "B-LOC", "L-LOC"}) == expected);  // BILOU
  CHECK(iob2({"B-PER", "M-PER", "E-PER", "O", "S-LOC", "B-LOC", "E-LOC"}) == expected);  // BMES
  CHECK(iob2({"B-PER", "M-PER", "E-PER", "O", "W-LOC", "B-LOC", "E-LOC"}) == expected);  // BMEWO
  CHECK(iob2({"B_PER", "I_PER", "I_PER", "O", "B_LOC", "B_LOC", "I_LOC"}) == expected);
  CHECK(iob2({"B", "I", "O", "B", "B"}) == Strings{"B-ENTITY", "I-ENTITY", "O", "B-ENTITY", "B-ENTITY"});
  CHECK(iob2({"B", "E", "O", "S"}) == Strings{"B-ENTITY", "I-ENTITY", "O", "B-ENTITY"});
}

TEST_CASE("an entity ends at E and S, and what continues nothing begins one and is counted") {
  Strings tags = {"S-PER", "I-PER", "E-LOC", "O", "I-LOC", "E-LOC", "E-LOC"};
  TagCounts counts;
  convert_to_iob2(tags, counts);
  CHECK(tags == Strings{"B-PER", "B-PER", "B-LOC", "O", "B-LOC", "I-LOC", "B-LOC"});
  CHECK(counts.repaired == 4);
  for (const auto* tag : {"", "X-PER", "B-", "B", "PER", "o", "Bx"}) {
    CHECK(parsed_entity_tag(tag).has_value() == (std::string(tag) == "B"));
  }
  CHECK_THAT(refusal_of_text("a B-PER\nb B\n"),
             ContainsSubstring(":2: the tag 'B' has no type, but 'B-PER' before it"));
}

TEST_CASE("tags that are types alone are read by name of the scheme only") {
  const std::string text = "Nora PER\nLind PER\nin O\nOslo LOC\n";
  CHECK_THAT(refusal_of_text(text),
             ContainsSubstring("the last column is 'PER', not a tag") && ContainsSubstring("tag_scheme = \"types\""));
  const auto read = read_text(text, {.tags_are_types = true});
  CHECK(read.sentences[0].tags == Strings{"B-PER", "I-PER", "O", "B-LOC"});
}

TEST_CASE("columns are chosen by number, from the end too") {
  const std::string text =
      "# http://x [2009]\n1\tNora\tB-PER\tO\n2\tlives\tO\tO\n3\tin\tO\tO\n\n1\tOslo\tB-LOC\tB-PER\n2\t#\tO\tO\n";
  const auto outer = read_text(text, {.word_column = 2, .tag_column = 3});
  REQUIRE(outer.sentences.size() == 2);
  CHECK((outer.sentences[1] == TaggedSentence{{"Oslo", "#"}, {"B-LOC", "O"}}));
  CHECK(outer.comment_lines == 1);
  CHECK(read_text(text, {.word_column = -3, .tag_column = -1}).sentences[1].tags == Strings{"B-PER", "O"});
  CHECK_THAT(refusal_of_text(text), ContainsSubstring("train.txt: all of its 5 words are numbers (1, 2, 3, …)") &&
                                        ContainsSubstring("word_column"));
  CHECK_THAT(refusal_of_text(text, {.word_column = 7}), ContainsSubstring(":2: has 4 column(s), but word_column is 7"));
  CHECK_THAT(refusal_of_text(text, {.word_column = 4}), ContainsSubstring("column 4 would be both word and tag"));
  CHECK_THAT(refusal_of_text("O Nora\n"), ContainsSubstring("column 1 has a tag: set tag_column"));
}

TEST_CASE("comment lines are skipped where they cannot be tokens, or by their beginning") {
  const std::string text = "# id = 1\n#FORMAT=X\n## two\n#\nNora B-PER\n# O\n#tag O\n";
  const auto read = read_text(text);
  CHECK((read.sentences[0] == TaggedSentence{{"Nora", "#", "#tag"}, {"B-PER", "O", "O"}}));
  CHECK(read.comment_lines == 4);
  CHECK(read_text(text, {.comments = "#"}).sentences[0].tokens == Strings{"Nora"});
  CHECK_THAT(refusal_of_text(text, {.comments = ""}), ContainsSubstring(":1: the last column is '1', not a tag"));
  CHECK_THAT(refusal_of_text("#note this\n"), ContainsSubstring("comments = \"#\""));
  CHECK_THAT(refusal_of_text("token\tlabel\nNora\tB-PER\n"), ContainsSubstring("if the first line is a header"));
  CHECK_THAT(refusal_of_text("Nora\tB-PER\ntoken\tlabel\n"), !ContainsSubstring("header"));
  CHECK(read_text("% note\nNora B-PER\n", {.comments = "%"}).sentences.size() == 1);
}

TEST_CASE("what cannot be the words of a text is refused") {
  const auto lines = [](const std::string& line, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += line + (i % 3 == 2 ? "\n\n" : "\n");
    return text;
  };
  CHECK_THAT(refusal_of_text(lines("1-2 O", 6)), ContainsSubstring("are numbers"));
  CHECK_THAT(refusal_of_text(lines("O x O", 6)), ContainsSubstring("all of its 6 words are tags, such as 'O'"));
  CHECK_THAT(refusal_of_text(lines("_ B-PER", 6)), ContainsSubstring("6 of its 6 words are '_': they are withheld"));
  for (const auto* word : {"*", "___", "<unk>", "[MASK]", "xxx"}) {
    CHECK_THAT(refusal_of_text(lines(word + std::string(" B-PER"), 6)),
               ContainsSubstring("6 of its 6 words are '" + std::string(word) + "': they are withheld") &&
                   ContainsSubstring("help: obtain the words"));
  }
  CHECK_THAT(refusal_of_text(lines("XXX B-PER\nXXXX O", 3)),
             ContainsSubstring("6 of its 6 words are placeholders such as 'XXX': they are withheld"));
  std::string numbered, sentence;
  for (int i = 0; i < 120; ++i) {
    numbered += "w" + std::to_string(i) + "\tfox\tO\n" + (i % 6 == 5 ? "\n" : "");
    sentence += i % 2 == 0 ? "the O\n" : "fox" + std::to_string(i) + " O\n";
  }
  CHECK_THAT(refusal_of_text(numbered), ContainsSubstring("none of its 120 words occurs twice ('w0', …)") &&
                                            ContainsSubstring("help: set word_column"));
  CHECK(refusal_of_text(numbered, {.word_column = 2}).find("fox") != std::string::npos);
  CHECK_THAT(refusal_of_text(sentence),
             ContainsSubstring("is one sentence of 120 words") && ContainsSubstring("an empty line ends a sentence"));
  CHECK_THAT(refusal_of_text(lines("bc/cctv O", 6)), ContainsSubstring("6 of its 6 words are 'bc/cctv'"));
  CHECK_THAT(refusal_of_text("a O\na O\n\nb O\nb O\n\nc O\nc O\n"),
             ContainsSubstring("in each sentence all words are the same, such as 'a'"));
  CHECK(refusal_of_text("1 O\n2 O\n\n1999 B-DATE\n") == "");  // too few to tell
  CHECK(refusal_of_text("1 O\n2 O\n3 O\nyears O\nlater O\n") == "");
}

TEST_CASE("CoNLL-U takes its columns by option and refuses withheld words") {
  const auto conllu = [](const std::string& word, int count, const TextColumns& columns = {}) {
    const TemporaryFolder folder;
    std::string text = "# text = _\n1-2\tab\t_\t_\t_\t_\t_\t_\t_\t_\n";
    for (int i = 1; i <= count; ++i) {
      text += std::to_string(i) + "\t" + (word == "w" ? word + std::to_string(i) : word) + "\tlemma" +
              std::to_string(i) + "\tNOUN\tNN\t_\t0\troot\t_\t_\n";
    }
    text += "8.1\tnode\t_\t_\t_\t_\t_\t_\t_\t_\n";
    return read_conllu(folder.write("a.conllu", {text.begin(), text.end()}), columns);
  };
  CHECK(conllu("w", 6).sentences[0].tags[0] == "NOUN");
  const auto other = conllu("_", 6, {.word_column = 3, .tag_column = 5});
  CHECK(other.sentences[0].tokens[1] == "lemma2");
  CHECK(other.sentences[0].tags[0] == "NN");
  CHECK_THAT(message_of([&] { conllu("_", 6); }),
             ContainsSubstring("a.conllu: 6 of its 6 words are '_': they are withheld"));
  CHECK_THAT(message_of([&] { conllu("w", 6, {.tag_column = 11}); }), ContainsSubstring("[task] tag_column: is 11"));
}

TEST_CASE("what is repaired, left out, skipped or withheld is said for each file") {
  const TemporaryFolder folder;
  const auto say = [&](const std::string& text) {
    folder.write("train.txt", {text.begin(), text.end()});
    const CapturedLog log;
    read_tagged_folder(folder.path(), TextFormat::conll, {Part::train});
    std::string all;
    for (const auto& line : log.lines) all += line.substr(line.find("train.txt")) + "\n";
    return all;
  };
  CHECK(say("a B-PER\nb I-PER\nc O\n") == "");
  CHECK(say("a I-PER\nb I-PER\nc O\n") == "train.txt: 1 entities begin with I-, as in IOB1, and were read as B-\n");
  CHECK(say("a B-PER\nb O\nc I-LOC\n") ==
        "train.txt: 1 tags I- or E- have no entity of their type before them; they were read as B-\n");
  CHECK(say("# x\na O\n\tO\nb O\n") ==
        "train.txt: 1 tokens without a word were left out\ntrain.txt: 1 comment lines were skipped\n");
  CHECK(say("a O\n_ O\nb O\nc O\n") ==
        "train.txt: 1 of 4 words (25.0 %) are '_', which stands for a word that is withheld\n");
}

TEST_CASE("the files of the parts are found by the names that corpora give them") {
  const TemporaryFolder folder;
  const auto found = [&](const Strings& names, TextFormat format = TextFormat::conll) {
    Strings files;
    for (const auto& name : names) folder.write(name, {'x'});
    for (const auto part : {Part::train, Part::development, Part::test}) {
      files.push_back(part_file(folder.path(), format, part).filename().string());
    }
    for (const auto& name : names) std::filesystem::remove(folder.path() / name);
    return files;
  };
  const auto as_given = [&](const Strings& names, TextFormat format = TextFormat::conll) {
    CHECK(found(names, format) == names);
  };
  as_given({"NER-de-train.tsv", "NER-de-dev.tsv", "NER-de-test.tsv"});
  as_given({"eng.train", "eng.testa", "eng.testb"});
  as_given({"training.conll", "validation.conll", "evaluation.conll"});
  as_given({"x_train.bio", "x_valid.bio", "x_testing.bio"});
  as_given({"en_x-ud-train.conllu", "en_x-ud-dev.conllu", "en_x-ud-test.conllu"}, TextFormat::conllu);
  as_given({"en_train.conllu", "en_dev.conllu", "en_test.conllu"}, TextFormat::conllu);
  // The plain name goes first.
  CHECK(found({"train.txt", "old-train.txt", "dev.txt", "test.txt"}).front() == "train.txt");
}

TEST_CASE("files of other kinds are named instead of read as text") {
  const auto kind_of = [](const std::string& bytes) { return refusal_of_text(bytes); };
  CHECK_THAT(kind_of("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
             ContainsSubstring("train.txt: is a Git LFS pointer") && ContainsSubstring("git lfs pull"));
  CHECK_THAT(kind_of("<!doctype html><html>"), ContainsSubstring("is a web page"));
  CHECK_THAT(kind_of(std::string("\xff\xfe"
                                 "a\0 \0O\0",
                                 8)),
             ContainsSubstring("is text in UTF-16"));
  CHECK_THAT(kind_of("\x1f\x8b\x08"), ContainsSubstring("is gzip-compressed"));
}
