#include "evograd/text.hpp"

#include <fmt/ranges.h>

namespace evograd {

std::string comma_separated(const std::vector<std::string>& words) {
  return words.empty() ? "none" : fmt::format("{}", fmt::join(words, ", "));
}

std::string comma_separated(std::vector<std::string> words, std::size_t most) {
  if (words.size() <= most) return comma_separated(words);
  const auto more = words.size() - most;
  words.resize(most);
  return fmt::format("{} and {} more", fmt::join(words, ", "), more);
}

std::string in_quotes(std::string_view text) {
  constexpr std::size_t longest = 80;
  return text.size() <= longest ? fmt::format("'{}'", text) : fmt::format("'{}…'", text.substr(0, longest));
}

}  // namespace evograd
