#include "tasks/metaxl/data/edit_distance.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

namespace metaxl {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> above(b.size() + 1);
  std::iota(above.begin(), above.end(), std::size_t{0});
  for (const char letter : a) {
    auto diagonal = above[0]++;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replaced = diagonal + (letter == b[j - 1] ? 0 : 1);
      diagonal = above[j];
      above[j] = std::min({above[j] + 1, above[j - 1] + 1, replaced});
    }
  }
  return above.back();
}

}  // namespace metaxl
