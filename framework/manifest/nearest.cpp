#include "framework/manifest/nearest.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cctype>

#include "evograd/text.hpp"

namespace evograd::host {
namespace {

bool same_letter(char a, char b) {
  const auto lower = [](char c) { return c == '_' ? '-' : std::tolower(static_cast<unsigned char>(c)); };
  return lower(a) == lower(b);
}

/// The number of insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; case and '_'
/// versus '-' do not count.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> distance(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        distance[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = distance[i - 1][j - 1] + (same_letter(a[i - 1], b[j - 1]) ? 0 : 1);
      distance[i][j] = std::min({distance[i - 1][j] + 1, distance[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && same_letter(a[i - 1], b[j - 2]) && same_letter(a[i - 2], b[j - 1])) {
        distance[i][j] = std::min(distance[i][j], distance[i - 2][j - 2] + 1);
      }
    }
  }
  return distance[a.size()][b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  // Up to a third of the letters wrong is still a typo; more is another word.
  std::size_t least = (word.size() + 2) / 3 + 1;
  for (const auto& candidate : candidates) {
    const auto [shorter, longer] = std::minmax({word.size(), candidate.size()});
    if (longer - shorter >= least) continue;  // needs at least that many insertions: a word of a megabyte takes no time
    const auto distance = edit_distance(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  if (!best.empty() || word.size() < 3) return best;
  const auto longer = std::find_if(candidates.begin(), candidates.end(),
                                   [&](const std::string& candidate) { return candidate.starts_with(word); });
  return longer == candidates.end() ? "" : *longer;
}

std::string suggestion(std::string_view word, const std::string& noun, const std::vector<std::string>& candidates) {
  const auto best = nearest(word, candidates);
  return fmt::format("{}{}: {}", best.empty() ? "" : "did you mean '" + best + "'? ", noun,
                     comma_separated(candidates));
}

}  // namespace evograd::host
