#include "tasks/metaxl/corpus.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "metaxl_task.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace metaxl;
using namespace evograd::test;

namespace {

using Words = std::vector<std::string>;

void write(const TemporaryFolder& folder, const std::string& name, const std::string& text) {
  std::filesystem::create_directories((folder.path() / name).parent_path());
  folder.write(name, {text.begin(), text.end()});
}

std::string numbered(int count, const std::string& word) {
  std::string text;
  for (int i = 0; i < count; ++i) text += word + std::to_string(i) + " B-LOC\nis O\nhere I-LOC\n\n";
  return text;
}

/// Entities: the folders aa, bb to learn from, cc to learn for.
struct Entities {
  Entities() {
    write(folder, "data/aa/train.txt", "Ann B-PER\nLee I-PER\nof O\nYork B-LOC\n\nyes O\n");
    write(folder, "data/bb/train.txt", "Bob B-PER\n");
    write(folder, "data/cc/train.txt", "Cid B-PER\n\n" + numbered(9, "t"));
    write(folder, "data/cc/dev.txt", numbered(4, "d"));
    write(folder, "data/cc/test.txt", numbered(5, "e"));
    options.data = "conll";
    options.folder = "data";
    options.source = {"aa", "bb"};
    options.target = "cc";
    options.tokenizer = "characters";
    options.target_size = 4;
    options.development_size = 3;
    options.source_batch_size = 2;
    options.target_batch_size = 4;
  }
  Corpus open(std::uint64_t key = 1) const { return open_corpus(options, folder.path(), RandomKey(key)); }

  TemporaryFolder folder;
  MetaXlOptions options;
};

std::set<Words> words_of(const std::vector<LabelledText>& texts) {
  std::set<Words> all;
  for (const auto& text : texts) all.insert(text.words);
  return all;
}

}  // namespace

TEST_CASE("entity tags come from folders of CoNLL files, several languages one after another in the source") {
  const Entities entities;
  const auto corpus = entities.open();
  CHECK(corpus.labelling == Labelling::entities);
  CHECK(corpus.labels == Words{"O", "B-LOC", "I-LOC", "B-PER", "I-PER"});
  REQUIRE(corpus.source.size() == 3);
  CHECK(corpus.source[0].words == Words{"Ann", "Lee", "of", "York"});
  CHECK(corpus.source[0].labels == std::vector<std::int64_t>{3, 4, 0, 1});
  CHECK(corpus.source[2].words == Words{"Bob"});
  REQUIRE(corpus.development.size() == 3);  // from the front of the file
  CHECK(corpus.development[2].words[0] == "d2");
  CHECK(corpus.test.size() == 5);
  CHECK(
      corpus.summary.starts_with("3 texts of the source (aa, bb); of the target (cc) 4 to train on, 3 for "
                                 "development, 5 to test; 5 labels; "));
}

TEST_CASE("the labelled sentences are drawn again for each seed, what may be read without labels stays") {
  Entities entities;
  const auto corpus = entities.open();
  const auto drawn = words_of(corpus.train);
  CHECK(drawn.size() == 4);  // each once
  const std::set<Words> unlabelled(corpus.unlabelled.begin(), corpus.unlabelled.end());
  CHECK(unlabelled.size() == 3 + 10);
  for (const auto& words : drawn) CHECK(unlabelled.contains(words));
  CHECK(words_of(entities.open().train) == drawn);
  const auto other = entities.open(2);
  CHECK(words_of(other.train) != drawn);
  CHECK(other.unlabelled == corpus.unlabelled);
  CHECK(words_of(other.development) == words_of(corpus.development));
  CHECK(other.tokenizer->identity() == corpus.tokenizer->identity());
  entities.options.target_size = 100;
  CHECK(entities.open().train.size() == 10);
  entities.options.source_size = 2;
  CHECK(entities.open().source.size() == 2);
}

TEST_CASE("masked language modelling reads all of the training text, however little of it has labels") {
  Entities entities;
  const auto identity = [&](std::uint64_t seed) {
    const auto task = opened_metaxl(entities.options, seed, entities.folder.path());
    return task->pretraining(small_transformer(task->input()), RandomKey(1))->identity();
  };
  const auto few = identity(1);
  CHECK(few.starts_with("masked language modelling of 13 texts, fingerprint "));
  CHECK(identity(2) == few);
  entities.options.target_size = 9;
  CHECK(identity(1) == few);
}

TEST_CASE("entities are scored by F1, and words that are cut off are counted for the user") {
  Entities entities;
  entities.options.target_size = 10;  // all there are
  entities.options.length = 4;
  entities.options.evaluation_length = 6;
  MetaXl task(entities.options);
  const evograd::test::CapturedLog log;
  TaskContext context;
  context.randomness = RandomKey(1);
  context.folder = entities.folder.path();
  task.open(context);
  REQUIRE(log.lines.size() == 6);
  CHECK_THAT(log.lines[0],
             Catch::Matchers::ContainsSubstring("train.txt: 9 tags I- or E- have no entity of their type before them"));
  // Of "Ann Lee of York" one word fits, of each "t0 is here" two; in evaluation the same two.
  CHECK(log.lines[4] == "12 words cut off in training, where texts have at most 4 tokens");
  CHECK(log.lines[5] == "8 words cut off in evaluation, where texts have at most 6 tokens; they count as not found");
  CHECK(task.input().shape == std::vector<std::int64_t>{6});
  CHECK(task.input().vocabulary == entities.open().tokenizer->vocabulary());

  task.build(small_transformer(task.input()));
  CHECK(task.score_name() == "test_f1");
  CHECK(task.traits().selection == "development_f1");
  Words names;
  for (const auto& [name, value] : task.evaluate()) names.push_back(name);
  CHECK(names == Words{"test_f1", "test_precision", "test_recall", "development_f1", "development_precision",
                       "development_recall"});
}

TEST_CASE("parts of speech come from CoNLL-U files, with a tokenizer trained on their text") {
  const TemporaryFolder folder;
  const std::string sentence = "1\tone\t_\tNUM\t_\t_\t_\t_\t_\t_\n2\tdog\t_\tNOUN\t_\t_\t_\t_\t_\t_\n\n";
  write(folder, "xx/xx_a-ud-train.conllu", sentence + sentence);
  for (const char* part : {"train", "dev", "test"}) write(folder, std::string("yy/") + part + ".conllu", sentence);
  MetaXlOptions options;
  options.data = "conllu";
  options.source = {"xx"};
  options.target = "yy";
  const auto corpus = open_corpus(options, folder.path(), RandomKey(1));
  CHECK(corpus.labelling == Labelling::words);
  CHECK(corpus.labels == Words{"NOUN", "NUM"});
  CHECK(corpus.source.size() == 2);
  CHECK(corpus.test.at(0).labels == std::vector<std::int64_t>{1, 0});
  CHECK(corpus.tokenizer->special().first >= 0);  // a trained one; that of characters has none
}

TEST_CASE("names come from CLDR in five types, twenty of each to train on") {
  const auto corpus = open_corpus({}, {}, RandomKey(1));
  CHECK(corpus.labelling == Labelling::text);
  CHECK(corpus.labels == Words{"region", "language", "script", "currency", "city"});
  for (std::int64_t label = 0; label < 5; ++label) {
    const auto of_type = [&](const LabelledText& text) { return text.labels == std::vector<std::int64_t>{label}; };
    CHECK(std::count_if(corpus.train.begin(), corpus.train.end(), of_type) == 20);
    CHECK(std::count_if(corpus.source.begin(), corpus.source.end(), of_type) > 20);
  }
  CHECK(corpus.unlabelled.size() == corpus.source.size() + 100);
  const auto task = opened_metaxl({});
  CHECK(task->input().shape == std::vector<std::int64_t>{32});
  CHECK(task->score_name() == "test_accuracy");
  CHECK(task->training_batch(0, 0)["source_labels"].sizes() == torch::IntArrayRef({48}));
}

TEST_CASE("a corpus that cannot be had is refused") {
  Entities entities;
  const auto refusal = [&] { return message_of([&] { entities.open(); }); };
  entities.options.source = {"aa", "cc"};
  CHECK(refusal() == "[task] source: 'cc' is also the target\n  help: use different languages for source and target");
  entities.options.source = {};
  CHECK(refusal() == "[task] source: is empty\n  help: set it to the folder name of a source language");
  entities.options.source = {"aa"};
  const std::string help = " that belongs to the backbone's weights";
  entities.options.tokenizer = "wordpiece";
  CHECK(refusal() ==
        "[task] vocabulary: is empty, but tokenizer = \"wordpiece\" needs a file\n  help: set it to the vocab.txt" +
            help);
  entities.options.tokenizer = "xlm-roberta";
  CHECK(refusal().ends_with("\"xlm-roberta\" needs a file\n  help: set it to the .model file" + help));
  entities.options = {};
  entities.options.target_size = 4;
  CHECK(refusal() == "[task] target_size: is 4, fewer than one name per type\n  help: set it to at least 5");
  entities.options.data = "synthetic";
  entities.options.length = 2;
  CHECK(refusal() == "[task] length: is too small for a word\n  help: set it to at least 3");
}
