#include "data/split_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace data {

std::string split_word(std::string_view name) {
  std::string word;
  std::string first;  // what stands in front of the first separator
  for (const char c : name) {
    const bool separates = c == '-' || c == '_' || c == ' ';
    if (separates && first.empty()) first = word;
    if (!separates) word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  const bool of_data = first == "data" || first == "dataset";  // not "database"
  if (of_data && word.size() > first.size()) word.erase(0, first.size());
  for (const std::string_view prefix : {"images", "imgs"}) {
    if (word.starts_with(prefix)) word.erase(0, prefix.size());
  }
  constexpr std::array<std::string_view, 7> endings = {"images", "imgs", "folder", "classes", "split", "data", "set"};
  const auto ends_with = [&](std::string_view ending) { return word.size() > ending.size() && word.ends_with(ending); };
  for (auto ending = endings.begin(); ending != endings.end();) {
    ending = std::find_if(endings.begin(), endings.end(), ends_with);
    if (ending != endings.end()) word.erase(word.size() - ending->size());
  }
  return word;
}

std::optional<SplitName> split_name(std::string_view name) {
  constexpr std::array<std::string_view, 5> training = {"train", "training", "trn", "base", "background"};
  constexpr std::array<std::string_view, 6> validation = {"val",      "valid", "validation",
                                                          "validate", "dev",   "development"};
  constexpr std::array<std::string_view, 6> test = {"test", "testing", "tst", "eval", "evaluation", "novel"};
  auto word = split_word(name);
  if (word.starts_with("meta")) word = split_word(std::string_view(word).substr(4));
  const auto is_one_of = [&](const auto& words) { return std::find(words.begin(), words.end(), word) != words.end(); };
  if (is_one_of(training)) return SplitName::training;
  if (is_one_of(validation)) return SplitName::validation;
  if (is_one_of(test)) return SplitName::test;
  return std::nullopt;
}

}  // namespace data
