#include "data/split_names.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace data {

std::optional<SplitName> split_name(std::string_view name) {
  constexpr std::array<std::string_view, 5> training = {"train", "training", "trn", "base", "background"};
  constexpr std::array<std::string_view, 6> validation = {"val",      "valid", "validation",
                                                          "validate", "dev",   "development"};
  constexpr std::array<std::string_view, 6> test = {"test", "testing", "tst", "eval", "evaluation", "novel"};
  std::string word;
  for (const char c : name) {
    if (c != '-' && c != '_' && c != ' ') word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  for (const std::string_view prefix : {"meta", "images", "imgs"}) {
    if (word.starts_with(prefix)) word.erase(0, prefix.size());
  }
  for (const std::string_view suffix : {"set", "images", "classes"}) {
    if (word.size() > suffix.size() && word.ends_with(suffix)) word.erase(word.size() - suffix.size());
  }
  const auto is_one_of = [&](const auto& words) { return std::find(words.begin(), words.end(), word) != words.end(); };
  if (is_one_of(training)) return SplitName::training;
  if (is_one_of(validation)) return SplitName::validation;
  if (is_one_of(test)) return SplitName::test;
  return std::nullopt;
}

}  // namespace data
