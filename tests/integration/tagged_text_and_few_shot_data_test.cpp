// The pages about data of one's own: every command on small data of that kind.
#include <sstream>
#include <vector>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"
#include "tests/integration/small_images.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::put_classes;
using evograd::test::ScratchFolder;
using evograd::test::small_png;

namespace {

const std::filesystem::path kPages = std::filesystem::path(EVOGRAD_SOURCE_FOLDER) / "docs";

/// The blocks of a page in the language `language`.
std::vector<std::string> blocks_of(const std::string& page, const std::string& language) {
  std::istringstream lines(content_of(kPages / page));
  std::vector<std::string> blocks;
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = line == "```" + language;
      if (inside) blocks.emplace_back();
    } else if (inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

/// Writes the manifests of a page, each named in its first line.
void write_manifests(const ScratchFolder& scratch, const std::string& page) {
  for (const auto& block : blocks_of(page, "toml")) {
    REQUIRE(block.starts_with("# "));
    scratch.write(block.substr(2, block.find('\n') - 2), block);
  }
}

/// Runs every command of a page, with `more` arguments that make it short; returns how many there are.
int run_commands(const ScratchFolder& scratch, const std::string& page, const std::string& more) {
  int count = 0;
  for (const auto& block : blocks_of(page, "sh")) {
    std::istringstream lines(block);
    for (std::string line; std::getline(lines, line);) {
      REQUIRE(line.starts_with("build/bin/evograd run "));
      ++count;
      const auto out = scratch / ("out" + std::to_string(count));
      const auto outcome = evograd::test::shell("cd '" + scratch.path().string() + "' && \"$EVOGRAD\" " +
                                                line.substr(18) + " --out '" + out.string() + "' " + more);
      INFO(line << "\n" << outcome.err);
      CHECK(outcome.exit_code == 0);
      CHECK_THAT(outcome.out, ContainsSubstring("step 2"));
    }
  }
  return count;
}

/// Ten sentences of a place and a person, with `line` for each word and its tag.
template <class Line>
std::string sentences(const Line& line, const std::string& first_line = "") {
  std::string text = first_line;
  for (int i = 0; i < 10; ++i) {
    const std::vector<std::pair<std::string, std::string>> words = {
        {"Nora" + std::to_string(i), "B-PER"}, {"Lind", "I-PER"}, {"lives", "O"}, {"in", "O"}, {"Oslo", "B-LOC"}};
    for (std::size_t at = 0; at < words.size(); ++at) text += line(at, words[at].first, words[at].second) + "\n";
    text += "\n";
  }
  return text;
}

void write_languages(const ScratchFolder& scratch, const std::filesystem::path& folder, const std::string& text,
                     const std::vector<std::string>& names = {"train.txt", "dev.txt", "test.txt"}) {
  for (const auto* language : {"german", "danish"}) {
    for (const auto& name : names) scratch.write(folder / language / name, text);
  }
}

}  // namespace

TEST_CASE("the page about CoNLL files: each command runs on files in its dialect") {
  const ScratchFolder scratch;
  write_manifests(scratch, "tagged_text_data.md");
  const auto plain = [](std::size_t, const std::string& word, const std::string& tag) { return word + "\t" + tag; };
  write_languages(scratch, "ner", sentences(plain));
  write_languages(scratch, "bioes", sentences([](std::size_t at, const std::string& word, const std::string& tag) {
                    return word + " " + (at == 1 ? "E-PER" : at == 4 ? "S-LOC" : tag);
                  }));
  write_languages(scratch, "types", sentences([](std::size_t, const std::string& word, const std::string& tag) {
                    return word + " " + (tag == "O" ? tag : tag.substr(2));
                  }));
  write_languages(scratch, "conll2003",
                  sentences(
                      [](std::size_t at, const std::string& word, const std::string& tag) {
                        return word + " NNP I-NP " + (at == 3 ? "I-MISC" : at < 2 ? "I-PER" : tag);
                      },
                      "-DOCSTART- -X- -X- O\n\n"),
                  {"eng.train", "eng.testa", "eng.testb"});
  write_languages(
      scratch, "germeval",
      sentences([](std::size_t at, const std::string& word,
                   const std::string& tag) { return std::to_string(at + 1) + "\t" + word + "\t" + tag + "\tO"; },
                "#\thttp://de.example.org\t[2009-10-17]\n"),
      {"NER-de-train.tsv", "NER-de-dev.tsv", "NER-de-test.tsv"});
  write_languages(scratch, "percent", sentences(plain, "% a comment\n"));
  write_languages(scratch, "treebank", sentences([](std::size_t at, const std::string& word, const std::string&) {
                    const auto tag = at < 2 ? "PROPN\tNNP" : at == 2 ? "VERB\tVBZ" : at == 3 ? "ADP\tIN" : "PROPN\tNNP";
                    return std::to_string(at + 1) + "\t" + word + "\t_\t" + tag + "\t_\t0\troot\t_\t_";
                  }),
                  {"x-ud-train.conllu", "x-ud-dev.conllu", "x-ud-test.conllu"});
  CHECK(run_commands(scratch, "tagged_text_data.md",
                     "--set run.steps=2 --set run.evaluate_every=2 --set run.threads=1 --set task.source_batch_size=4 "
                     "--set task.target_batch_size=4 --set task.length=40") == 8);
}

TEST_CASE("the page about few-shot folders: each command runs on folders in its layout") {
  const ScratchFolder scratch;
  write_manifests(scratch, "few_shot_data.md");
  for (const auto* folder : {"images", "omniglot", "parts", "class_lists", "tables"}) {
    for (const auto* domain : {"sketch", "print"}) put_classes(scratch, std::filesystem::path(folder) / domain, 3, 4);
  }
  put_classes(scratch, "made/CUB/images", 3, 4);
  scratch.write("made/CUB/attributes/a.txt", "x");
  REQUIRE(evograd::test::shell("tar -czf '" + (scratch / "images/birds.tgz").string() + "' -C '" +
                               (scratch / "made").string() + "' CUB")
              .exit_code == 0);
  put_classes(scratch, "omniglot/omni/Greek", 3, 3, "character");
  put_classes(scratch, "omniglot/omni/Latin", 3, 3, "character");
  put_classes(scratch, "parts/mini/train", 3, 4, "n");
  put_classes(scratch, "parts/mini/val", 3, 4, "n", 3);
  put_classes(scratch, "parts/mini/test", 3, 4, "n", 6);
  put_classes(scratch, "class_lists/cars", 6, 4);
  scratch.write("class_lists/cars/base_classes.txt", "class0\nclass1\nclass2\n");
  scratch.write("class_lists/cars/novel_classes.txt", "class3\nclass4\nclass5\n");
  std::string table = "filename,label\n";
  for (unsigned i = 0; i < 12; ++i) {
    scratch.write("tables/mini/images/" + std::to_string(i) + ".png", small_png(i / 4, i));
    table += std::to_string(i) + ".png,n" + std::to_string(i / 4) + "\n";
  }
  scratch.write("tables/mini/test.csv", table);
  for (const auto* domain : {"sketch", "print", "birds"}) {
    put_classes(scratch, std::filesystem::path("lists") / domain, 3, 4);
    std::string images, labels;
    for (int i = 0; i < 12; ++i) {
      images += std::string(i > 0 ? ", " : "") + "\"class" + std::to_string(i / 4) + "\\\\" + std::to_string(i % 4) +
                ".png\"";
      labels += std::string(i > 0 ? ", " : "") + std::to_string(i / 4);
    }
    scratch.write(std::filesystem::path("lists") / domain / "base.json",
                  "{\"label_names\": [\"a\", \"b\", \"c\"], \"image_names\": [" + images + "], \"image_labels\": [" +
                      labels + "]}");
  }
  CHECK(run_commands(
            scratch, "few_shot_data.md",
            "--set run.steps=2 --set run.evaluate_every=2 --set run.threads=1 --set task.ways=3 --set task.shots=1 "
            "--set task.queries=2 --set task.image_size=16 --set task.cache=cache --set task.episodes=2 "
            "--set task.seen_episodes=2 --set task.evaluation_queries=2 --set backbone.channels=4 "
            "--set task.auxiliary_batch_size=2") == 6);
}
