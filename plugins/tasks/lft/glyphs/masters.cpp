#include "tasks/lft/glyphs/masters.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numeric>
#include <span>

#include "evograd/progress.hpp"
#include "tasks/lft/glyphs/faces.hpp"
#include "tasks/lft/glyphs/raster.hpp"

namespace lft {
namespace {

constexpr int glyph_side = 40;
constexpr double alike_masters = 2;     // mean absolute difference, of 255
constexpr double alike_classes = 0.96;  // cosine of their signatures
constexpr int cell = 3;                 // a class's signature has a value for each 3 x 3 pixels
constexpr int cells = master_side / cell;

using Bytes = std::vector<std::uint8_t>;
using Signature = std::array<float, cells * cells>;

Bytes master(const Raster& glyph) {
  const double scale = static_cast<double>(glyph_side) / std::max(glyph.width, glyph.height);
  const auto length = [&](int side) { return std::max(1, static_cast<int>(std::lround(side * scale))); };
  return centred(resized(glyph, length(glyph.width), length(glyph.height)), master_side).pixels;
}

bool alike(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  int sum = 0;
  for (std::size_t i = 0; i < master_bytes; ++i) sum += std::abs(a[i] - b[i]);
  return sum <= alike_masters * master_bytes;
}

/// The masters of `point`, one after another, each different from the previous ones.
Bytes distinct_masters(char32_t point, const std::vector<Face>& faces) {
  Bytes kept;
  for (const auto& face : faces) {
    const auto glyph = face.draw(point);
    if (!glyph) continue;
    const auto candidate = master(*glyph);
    bool known = false;
    for (std::size_t at = 0; at < kept.size() && !known; at += master_bytes) {
      known = alike(candidate, std::span(kept).subspan(at, master_bytes));
    }
    if (!known) kept.insert(kept.end(), candidate.begin(), candidate.end());
  }
  return kept;
}

/// The mean of `masters` on a coarse grid, with norm 1: nearly the same for glyphs that look alike.
Signature signature(const Bytes& masters) {
  Signature sums{};
  for (std::size_t i = 0; i < masters.size(); ++i) {
    const auto pixel = i % master_bytes;
    const auto row = pixel / master_side / cell;
    const auto column = pixel % master_side / cell;
    sums[row * cells + column] += masters[i];
  }
  const auto length = std::sqrt(std::inner_product(sums.begin(), sums.end(), sums.begin(), 0.0F));
  for (auto& sum : sums) sum /= length;
  return sums;
}

MasterSet drawn(const ScriptGroup& group, const FaceCollection& collection, evograd::Progress& progress) {
  MasterSet set;
  std::vector<Signature> signatures;
  for (const auto& script : group.scripts) {
    const auto points = letters(script);
    const auto faces = collection.covering(points);
    progress.advance();
    for (const auto point : points) {
      const auto masters = distinct_masters(point, faces);
      if (masters.size() < 2 * master_bytes) continue;
      const auto candidate = signature(masters);
      const auto like_candidate = [&](const Signature& other) {
        return std::inner_product(other.begin(), other.end(), candidate.begin(), 0.0F) > alike_classes;
      };
      if (std::ranges::any_of(signatures, like_candidate)) continue;
      signatures.push_back(candidate);
      set.classes.push_back(
          {point, script.name, set.masters(), static_cast<std::int64_t>(masters.size() / master_bytes)});
      set.pixels.insert(set.pixels.end(), masters.begin(), masters.end());
    }
  }
  return set;
}

}  // namespace

std::vector<MasterSet> draw_masters(const std::vector<ScriptGroup>& groups,
                                    const std::vector<std::filesystem::path>& files) {
  const FaceCollection collection(files);
  std::vector<MasterSet> sets;
  std::size_t scripts = 0;
  for (const auto& group : groups) scripts += group.scripts.size();
  evograd::Progress progress("drawing the glyphs", static_cast<std::int64_t>(scripts), "scripts");
  for (const auto& group : groups) sets.push_back(drawn(group, collection, progress));
  return sets;
}

}  // namespace lft
