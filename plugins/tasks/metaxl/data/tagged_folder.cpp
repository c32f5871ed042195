#include "tasks/metaxl/data/tagged_folder.hpp"

#include <algorithm>
#include <string>

#include "evograd/error.hpp"
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
                               LanguagePrefix prefix) {
  TaggedParts parts;
  for (const auto part : wanted) {
    const auto file = part_file(folder, format, part);
    parts[part] = format == TextFormat::conll ? read_conll(file, prefix) : read_conllu(file);
  }
  return parts;
}

}  // namespace metaxl
