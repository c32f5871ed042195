// docs/your_data.md: every command that it shows runs on small data of the kind that it describes, from the manifest
// that it shows.

#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <vector>

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"
#include "tests/support/png_file.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::png_of_colour;
using evograd::test::ScratchFolder;
using evograd::test::shell;

namespace {

/// What the page shows: manifests by name, commands in order.
struct Page {
  std::map<std::string, std::string> manifests;
  std::vector<std::string> commands;
};

/// The tables of a manifest in order, each with its heading; what stands in front of the first has none.
std::vector<std::pair<std::string, std::string>> tables_of(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> tables{{"", ""}};
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("[")) tables.emplace_back(line, "");
    tables.back().second += line + "\n";
  }
  return tables;
}

/// `first` with the tables of `other` in place of its own.
std::string replaced(const std::string& first, const std::string& other) {
  auto tables = tables_of(first);
  for (const auto& [name, text] : tables_of(other)) {
    for (auto& table : tables) {
      if (table.first == name && !name.empty()) table.second = text;
    }
  }
  std::string all;
  for (const auto& table : tables) all += table.second;
  return all;
}

Page read_page() {
  Page page;
  std::istringstream lines(content_of(std::filesystem::path(EVOGRAD_SOURCE_FOLDER) / "docs/your_data.md"));
  std::string named, block, first;
  std::string kind;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      if (kind == "```toml") {
        if (first.empty()) first = block;
        page.manifests[named] = replaced(first, block);
      }
      kind = kind.empty() ? line : "";
      block.clear();
    } else if (kind == "```toml") {
      block += line + "\n";
    } else if (kind == "```sh") {
      page.commands.push_back(line);
    } else if (const auto end = line.find(".toml`:"); end != std::string::npos) {
      const auto start = line.rfind('`', end) + 1;
      named = line.substr(start, end + 5 - start);
    }
  }
  return page;
}

class Data {
 public:
  explicit Data(const ScratchFolder& folder) : folder_(folder) {}

  void image(const std::string& path, int kind, int number) const {
    const std::array<int, 3> colour{kind == 0 ? 200 : 30, kind == 1 ? 200 : 30 + number, 90};
    folder_.write(path, png_of_colour(20 + number % 7, 24 - number % 5, colour));
  }

  void class_folders() const {
    for (const auto& [part, count] : {std::pair{"train", 12}, {"meta", 2}, {"test", 3}}) {
      for (int i = 0; i < count; ++i) {
        image(std::string("photos/") + part + "/cat/" + std::to_string(i) + ".png", 0, i);
        image(std::string("photos/") + part + "/dog/" + std::to_string(i) + ".png", 1, i);
      }
    }
  }

  void archive() const {
    class_folders();
    shell("cd '" + folder_.path().string() + "' && tar czf photos.tar.gz photos && rm -r photos");
  }

  /// Rows that `row` makes of a number, after the first line `header`.
  void rows(const std::string& file, const std::string& header, int count,
            const std::function<std::string(int)>& row) const {
    auto text = header.empty() ? "" : header + "\n";
    for (int i = 0; i < count; ++i) text += row(i) + "\n";
    folder_.write(file, text);
  }

  void list() const {
    for (const auto& [part, count] : {std::pair{"train", 20}, {"clean_train", 6}, {"clean_test", 6}}) {
      rows(std::string("shop/") + part + ".txt", "", count, [&, part = part](int i) {
        const auto path = std::string("images/") + part + "/" + std::to_string(i) + ".png";
        image("shop/" + path, i % 2, i);
        return path + " " + std::to_string(i % 2);
      });
    }
  }

  void keys() const {
    std::string noisy, clean;
    for (const auto& [part, count] : {std::pair{"noisy_train", 20}, {"clean_train", 6}, {"clean_test", 6}}) {
      rows(std::string("clothing/") + part + "_key_list.txt", "", count, [&, part = part](int i) {
        const auto path = std::string("images/") + part + "/" + std::to_string(i) + ".png";
        image("clothing/" + path, i % 2, i);
        noisy += path + " " + std::to_string(i % 5 == 0 ? 1 - i % 2 : i % 2) + "\n";
        if (i < 10) clean += path + " " + std::to_string(i % 2) + "\n";
        return path;
      });
    }
    folder_.write("clothing/noisy_label_kv.txt", noisy);
    folder_.write("clothing/clean_label_kv.txt", clean);
  }

  void csv() const {
    for (const auto& [part, count] : {std::pair{"train", 20}, {"checked", 6}, {"test", 6}}) {
      rows(std::string("birds/") + part + ".csv", "filename,species", count, [&, part = part](int i) {
        const auto path = std::string(part) + std::to_string(i) + ".png";
        image("birds/jpg/" + path, i % 2, i);
        return path + (i % 2 == 0 ? ",wren" : ",\"tit, great\"");
      });
    }
  }

  void texts(const std::string& file, const std::string& header, const std::string& front, const std::string& between,
             const std::string& end) const {
    for (const auto& [part, count] : {std::pair{"train", 40}, {"meta", 8}, {"test", 8}}) {
      auto name = file;
      name.replace(name.find("PART"), 4, part);
      rows(name, header, count, [&](int i) {
        return front + (i % 2 == 0 ? "what a good thing " : "such a bad idea ") + std::to_string(i * 37 % 11) +
               between + (i % 2 == 0 ? "good" : "bad") + end;
      });
    }
  }
  void reviews() const { texts("reviews/PART.csv", "text,label", "\"It is \"\"", "\"\",\nsaid one\",", ""); }

  void bert() const {
    reviews();
    const auto fixture = std::filesystem::path(EVOGRAD_SOURCE_FOLDER) / "tests/fixtures/bert/bert";
    std::filesystem::copy(fixture, folder_ / "bert");
    folder_.write("bert/vocab.txt",
                  "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ngood\nbad\nit\nis\na\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n");
  }

  void loans() const {
    for (const auto& [part, count] : {std::pair{"train", 60}, {"meta", 10}, {"test", 10}}) {
      rows(std::string("loans/") + part + ".csv", "age,income,city,branch,label", count, [](int i) {
        const bool paid = i % 2 == 0;
        return std::to_string(20 + i * 7 % 40) + "," +
               (i % 9 == 0 ? "" : std::to_string((paid ? 50000 : 30000) + 10 * i)) + "," +
               (i % 3 == 0 ? "Bonn" : "Ulm") + "," + std::to_string(i % 4) + "," + (paid ? "paid" : "late");
      });
    }
  }

  void digits() const { digits(40); }
  void digits(int training) const {
    for (const auto& [part, count] : {std::pair{"train", training}, {"clean", 8}, {"t10k", 8}}) {
      std::string images({0, 0, 8, 3, 0, 0, 0, static_cast<char>(count), 0, 0, 0, 28, 0, 0, 0, 28});
      std::string labels({0, 0, 8, 1, 0, 0, 0, static_cast<char>(count)});
      for (int i = 0; i < count; ++i) {
        images.append(28 * 28, static_cast<char>(i % 4 * 50 + i % 7));
        labels += static_cast<char>(i % 4);
      }
      folder_.write(std::string("digits/") + part + "-images-idx3-ubyte", images);
      folder_.write(std::string("digits/") + part + "-labels-idx1-ubyte", labels);
    }
  }

  void annotators() const {
    digits();
    std::string header = "{'descr': '|u1', 'fortran_order': False, 'shape': (40,), }";
    header.resize(128 - 11, ' ');
    auto bytes = std::string("\x93NUMPY\x01\x00\x76\x00", 10) + header + "\n";
    for (int i = 0; i < 40; ++i) bytes += static_cast<char>(i % 10 == 0 ? (i + 1) % 4 : i % 4);  // four are wrong
    folder_.write("digits/annotator1.npy", bytes);
  }

 private:
  const ScratchFolder& folder_;
};

/// How the data of a manifest is made, what its run says, and what small data needs beside.
struct Section {
  void (Data::*make)() const;
  std::string says;
  std::string more = "";
};

const std::map<std::string, Section>& sections() {
  static const std::map<std::string, Section> all{
      {"photos", {&Data::class_folders, "training/meta/test: cat 12/2/3, dog 12/2/3"}},
      {"archive", {&Data::archive, "training/meta/test: cat 12/2/3, dog 12/2/3"}},
      {"study", {&Data::class_folders, "% of the labels changed; 4 meta images"}},
      {"list", {&Data::list, "training/meta/test: 0 10/3/3, 1 10/3/3"}},
      {"keys", {&Data::keys, "20.0 % of the labels wrong"}},
      {"csv", {&Data::csv, "tit, great 10/3/3, wren 10/3/3"}},
      {"reviews",
       {&Data::reviews, "40 training texts, labels as given, how many are wrong is not known; 8 meta texts"}},
      {"bert", {&Data::bert, "training/meta/test: bad 20/4/4, good 20/4/4", "--set task.length=7"}},
      {"loans", {&Data::loans, "2 numeric columns (age, income), 2 of categories (city (2), branch (4)): 9 features"}},
      {"digits",
       {&Data::digits, "40 training images, labels as given, how many are wrong is not known; 8 meta images"}},
      {"annotators", {&Data::annotators, "40 training images, 10.0 % of the labels wrong; 8 meta images"}},
  };
  return all;
}

}  // namespace

TEST_CASE("every command of the page about your own data runs", "[your_data]") {
  const auto page = read_page();
  std::set<std::string> ran;
  for (const auto& command : page.commands) {
    static const std::string run = "build/bin/evograd run ";
    if (!command.starts_with(run)) continue;
    const auto manifest = command.substr(run.size(), command.find(' ', run.size()) - run.size());
    const auto name = manifest.substr(0, manifest.find('.'));
    INFO(command);
    REQUIRE(page.manifests.contains(manifest));
    const ScratchFolder scratch;
    scratch.write(manifest, page.manifests.at(manifest));
    const Data data(scratch);
    std::string says, more;
    if (name == "tickets") {
      data.texts("tickets/PART.jsonl", "", "{\"subject\": \"", "\", \"queue\": \"", "\"}");
      says = "training/meta/test: bad 20/4/4, good 20/4/4";
    } else {
      const auto& section = sections().at(name);
      (data.*section.make)();
      says = section.says;
      more = section.more;
    }
    const auto outcome = shell("cd '" + scratch.path().string() + "' && export EVOGRAD_CACHE=cache && \"$EVOGRAD\" " +
                               command.substr(std::string("build/bin/evograd ").size()) +
                               " --set run.steps=2 --set run.evaluate_every=2 --set run.threads=1 " + more);
    INFO(page.manifests.at(manifest));
    INFO(outcome.err);
    CHECK(outcome.exit_code == 0);
    CHECK_THAT(outcome.err, ContainsSubstring(says));
    const auto injected = content_of(scratch / "runs" / name / "task/injected_labels.csv");
    CHECK(injected.starts_with("example,given_label,true_label\n") == (name == "study"));
    if (name == "study")
      CHECK_THAT(injected, ContainsSubstring(".png,cat,dog\n") && ContainsSubstring(".png,dog,cat\n"));
    ran.insert(name);
  }
  CHECK(ran.size() == sections().size() + 1);
}

TEST_CASE("the demo's manifest takes a small data set as it is", "[your_data]") {
  const ScratchFolder scratch;
  Data(scratch).digits(240);
  const auto outcome = evograd::test::evograd(
      "run configs/label_noise.toml --set task.dataset=idx --set task.data=" + (scratch / "digits").string() +
      " --set task.noise=none --set run.steps=1 --out " + (scratch / "run").string());
  INFO(outcome.err);
  CHECK(outcome.exit_code == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("train_size is 10000, but 140 images are there to train on: all are used"));
  CHECK_THAT(outcome.err, ContainsSubstring("140 training images, labels as given, how many are wrong is not known"));
  CHECK_THAT(outcome.err, !ContainsSubstring("0.0 %"));
  CHECK_THAT(outcome.out, ContainsSubstring("weight_mean") && !ContainsSubstring("weight_clean"));
}

TEST_CASE("the page about your own data is one click from the README and from the first page", "[your_data]") {
  const std::filesystem::path source = EVOGRAD_SOURCE_FOLDER;
  CHECK_THAT(content_of(source / "README.md"), ContainsSubstring("(docs/your_data.md)"));
  CHECK_THAT(content_of(source / "docs/start.md"), ContainsSubstring("(your_data.md)"));
}
