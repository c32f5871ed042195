#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "data/program.hpp"
#include "data/text/tokenizers/characters.hpp"
#include "data/text/tokenizers/sentencepiece.hpp"
#include "data/text/tokenizers/trained.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/unit/framework/pretrain/environment.hpp"

using namespace data;
using evograd::test::content_of;
using evograd::test::has;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;
using evograd::test::Variable;

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

std::size_t entries_in(const std::filesystem::path& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

/// What `spm_train` does in place of the program of that name, by a script in `folder`, which is then all of PATH.
void replace_spm_train(const TemporaryFolder& folder, const std::string& script) {
  const auto file = folder / "spm_train";
  std::ofstream(file) << "#!/bin/sh\n" << script;
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
}

}  // namespace

TEST_CASE("a trained tokenizer cuts words that it has not seen as spm_encode does") {
  const TemporaryFolder folder;
  const auto model = train_sentencepiece(inflected(), {.vocabulary = 60}, folder.path());
  const auto tokenizer = read_sentencepiece(model, PieceNumbers::as_is);
  const Texts words = {"kalakutään", "mirandokalakut", "Zürichillaissa", "полосქართ",
                       "issa",       "ｋalakutissa",   "Zu\u0308rich",   "kalakut issa",
                       "q",          "aq1a",           "%%illa",         "Zürich\u00A0ään"};
  std::ofstream held_out(folder / "words.txt");
  for (const auto& word : words) held_out << word << '\n';
  held_out.close();
  const auto end =
      run_program({"spm_encode", "--model=" + model.string(), "--output_format=id", "--output=ids.txt", "words.txt"},
                  folder.path());
  REQUIRE(end.failure.empty());
  std::istringstream lines(content_of(folder / "ids.txt"));
  for (const auto& word : words) {
    std::string line;
    REQUIRE(std::getline(lines, line));
    std::istringstream stream(line);
    Numbers expected;
    for (std::int64_t number = 0; stream >> number;) expected.push_back(number);
    INFO(word);
    CHECK(tokenizer->encode(word) == expected);
  }
  CHECK(train_tokenizer(inflected(), {.vocabulary = 60})->identity() == tokenizer->identity());
}

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
    CHECK(numbers.size() < text.size() / 2);  // stems are pieces
  }
  CHECK(tokenizer->encode("").front() == 1);
  CHECK(tokenizer->encode(" \u3000") == Numbers{1});
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

TEST_CASE("the vocabulary is lowered for few texts, and refused below the characters") {
  // The characters ▁ a b, four special tokens before them and the mask after them.
  const auto tokenizer = train_tokenizer({"ab"}, {.vocabulary = 8000});
  CHECK(tokenizer->vocabulary() == 4 + 3 + 1);
  CHECK(train_tokenizer({"ab"}, {.vocabulary = 8})->vocabulary() == 8);
  const auto message = message_of([&] { train_tokenizer({"ab"}, {.vocabulary = 7}); });
  CHECK(
      has(message, "a vocabulary of 7 has no room for the characters of the texts and 5 special tokens, which are 8"));
  CHECK(has(message, "at least 8"));
}

TEST_CASE("a vocabulary is not greater than asked for, and a greater one cuts no word into more pieces") {
  Texts texts;
  for (int i = 0; i < 4000; ++i) texts.push_back(std::to_string(i * i));
  const auto small = train_tokenizer(texts, {.vocabulary = 40});
  const auto large = train_tokenizer(texts, {.vocabulary = 400});
  CHECK(small->vocabulary() == 40);
  CHECK(large->vocabulary() == 400);
  std::size_t pieces_of_small = 0, pieces_of_large = 0;
  for (const auto& text : texts) {
    pieces_of_small += small->encode(text).size();
    pieces_of_large += large->encode(text).size();
  }
  CHECK(pieces_of_large < pieces_of_small);
}

TEST_CASE("characters beyond the coverage are unknown") {
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
  CHECK(has(message_of([] { train_tokenizer({"", " \n\u3000"}); }), "the 2 texts contain no word"));
  CHECK(has(message_of([] { train_tokenizer({"a", "\xc3"}); }), "'\\xc3' is not UTF-8"));
  CHECK(has(message_of([] { train_tokenizer({"a"}, {.vocabulary = 0}); }), "a vocabulary of 0 is out of range"));
  CHECK(has(message_of([] { train_tokenizer({"a"}, {.character_coverage = 0.9}); }), "not in [0.98, 1]"));
  CHECK(has(message_of([] { train_tokenizer({"a"}, {.character_coverage = 1.5}); }), "not in [0.98, 1]"));
}

TEST_CASE("training works in the cache and leaves nothing there") {
  const TemporaryFolder cache;
  const Variable variable("EVOGRAD_CACHE", cache.path().string());
  const TemporaryFolder path;
  const Variable search("PATH", path.path().string());
  replace_spm_train(path, "pwd; exit 3\n");
  CHECK(has(message_of([] { train_tokenizer({"a"}); }), cache.path().string()));
  CHECK(entries_in(cache.path()) == 0);
}

TEST_CASE("if spm_train is missing, the error names the package") {
  const TemporaryFolder path;
  const Variable search("PATH", path.path().string());
  const auto message = message_of([] { train_tokenizer({"a"}); });
  CHECK(has(message, "spm_train: is not installed"));
  CHECK(has(message, "help: apt-get install sentencepiece"));
}

TEST_CASE("if spm_train fails, the error has its exit status and last lines, and nothing else prints them") {
  const TemporaryFolder path;
  const Variable search("PATH", path.path().string());
  replace_spm_train(path, "for i in 1 2 3 4 5 6; do echo line $i; done; echo the reason >&2; exit 7\n");
  const auto message = message_of([] { train_tokenizer({"a"}); });
  CHECK(has(message,
            "spm_train: ended with exit status 7; its last output:\nline 3\nline 4\nline 5\nline 6\nthe reason\n"));
  CHECK(has(message, "sentencepiece"));
  replace_spm_train(path, "kill -9 $$\n");
  CHECK(has(message_of([] { train_tokenizer({"a"}); }), "was ended by signal 9"));
  replace_spm_train(path, "exit 0\n");
  CHECK(has(message_of([] { train_tokenizer({"a"}); }), "pieces.model"));
}

TEST_CASE("a program's output and input are not this process's") {
  const TemporaryFolder folder;
  const auto said = folder / "said";
  const int file = open(said.c_str(), O_WRONLY | O_CREAT, 0600);
  const int out = dup(STDOUT_FILENO);
  const int error = dup(STDERR_FILENO);
  REQUIRE((file >= 0 && out >= 0 && error >= 0));
  dup2(file, STDOUT_FILENO);
  dup2(file, STDERR_FILENO);
  const auto end = run_program({"sh", "-c", "echo out; echo error >&2; cat"}, folder.path());
  dup2(out, STDOUT_FILENO);
  dup2(error, STDERR_FILENO);
  for (const int descriptor : {file, out, error}) close(descriptor);
  CHECK(end.found);
  CHECK(end.failure.empty());
  CHECK(end.last_output == "out\nerror");
  CHECK(content_of(said).empty());
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
