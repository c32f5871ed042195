#include "tasks/metaxl/data/tagged_folder.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string>

#include "data/split_names.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"
#include "tasks/metaxl/data/conllu.hpp"

namespace metaxl {

using namespace evograd;

namespace {

const std::vector<std::string>& words_for(Part part) {
  static const std::vector<std::string> train = {"train"};
  static const std::vector<std::string> development = {"dev", "valid", "val", "validation", "development"};
  static const std::vector<std::string> test = {"test"};
  return part == Part::train ? train : part == Part::development ? development : test;
}

bool is_called(const std::string& name, const std::string& word, TextFormat format) {
  if (format == TextFormat::conll) return name == word || name == word + ".txt";
  return name == word + ".conllu" || name.ends_with("-ud-" + word + ".conllu");
}

/// Whether the last word of a name without its ending is that of a part: NER-de-train.tsv, esp.testa, training.conll.
bool is_named_after(const std::string& name, Part part, TextFormat format) {
  static const std::vector<std::string> endings = {".txt", ".conll", ".bio", ".bioes", ".iob", ".iob2", ".tsv", ".ner"};
  auto stem = name;
  const auto ending = std::filesystem::path(name).extension().string();
  const bool known = format == TextFormat::conllu ? ending == ".conllu" || ending == ".conll"
                                                  : std::find(endings.begin(), endings.end(), ending) != endings.end();
  if (known) stem.resize(stem.size() - ending.size());
  if (!known && format == TextFormat::conllu) return false;
  const auto word = stem.substr(stem.find_last_of("-_.") + 1);
  if (word == "testa" || word == "testb") return part == (word == "testa" ? Part::development : Part::test);
  const auto named = data::split_name(word);
  return named && static_cast<int>(*named) == static_cast<int>(part);
}

/// Says what reading changed or left out.
void report(const TaggedText& text, const std::filesystem::path& file) {
  const auto name = file.string();
  if (text.changed_tags > 0 && text.is_iob1) {
    logging::info(
        fmt::format("{}: {} entities begin with I-, as in IOB1, and were read as B-", name, text.changed_tags));
  } else if (text.changed_tags > 0) {
    logging::warning(fmt::format("{}: {} tags I- or E- have no entity of their type before them; they were read as B-",
                                 name, text.changed_tags));
  }
  if (text.dropped_tokens > 0) {
    logging::warning(fmt::format("{}: {} tokens without a word were left out", name, text.dropped_tokens));
  }
  if (text.comment_lines > 0) logging::info(fmt::format("{}: {} comment lines were skipped", name, text.comment_lines));
  if (text.withheld_words > 0) {
    const auto count = text.token_count();
    logging::warning(fmt::format("{}: {} of {} words ({:.1f} %) are '_', which stands for a word that is withheld",
                                 name, text.withheld_words, count,
                                 100 * static_cast<double>(text.withheld_words) / static_cast<double>(count)));
  }
}

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::is_directory(folder, error)) {
    throw Error(folder.string(), "is not a folder", "a language needs a folder with a file for each part");
  }
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.is_regular_file(error)) names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string names_sought(Part part, TextFormat format) {
  const auto& word = words_for(part).front();
  return format == TextFormat::conll ? word + ".txt or " + word : word + ".conllu or *-ud-" + word + ".conllu";
}

}  // namespace

std::filesystem::path part_file(const std::filesystem::path& folder, TextFormat format, Part part) {
  const auto names = files_in(folder);
  std::vector<std::string> fitting;
  for (const auto& name : names) {
    const auto& words = words_for(part);
    if (std::any_of(words.begin(), words.end(), [&](auto& word) { return is_called(name, word, format); })) {
      fitting.push_back(name);
    }
  }
  if (fitting.empty()) {
    for (const auto& name : names) {
      if (is_named_after(name, part, format)) fitting.push_back(name);
    }
  }
  if (fitting.size() == 1) return folder / fitting.front();
  if (fitting.empty()) {
    constexpr std::size_t most = 12;
    const auto shown =
        std::vector(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(most, names.size())));
    throw Error(folder.string(), "has no " + words_for(part).front() + " part, " + names_sought(part, format),
                "its files are: " + comma_separated(shown) + (names.size() > most ? ", …" : ""));
  }
  throw Error(folder.string(), "has " + comma_separated(fitting) + " for the same part", "keep one file");
}

TaggedParts read_tagged_folder(const std::filesystem::path& folder, TextFormat format, const std::vector<Part>& wanted,
                               const TextColumns& columns) {
  TaggedParts parts;
  for (const auto part : wanted) {
    const auto file = part_file(folder, format, part);
    parts[part] = format == TextFormat::conll ? read_conll(file, columns) : read_conllu(file, columns);
    report(parts[part], file);
  }
  return parts;
}

}  // namespace metaxl
