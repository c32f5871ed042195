#include "data/images/byte_images.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"

namespace data {
namespace {

constexpr double far_beyond_unit = 10;

struct Range {
  double lowest, highest;
  bool is_unit;  // grey levels from 0 to 1
};

Range range_of(const torch::Tensor& images) {
  const auto lowest = images.min().item<double>();
  const auto highest = images.max().item<double>();
  return {lowest, highest, images.is_floating_point() && lowest >= 0 && highest <= 1};
}

}  // namespace

void make_bytes(const std::vector<ImageSet*>& sets, const std::string& where) {
  if (std::all_of(sets.begin(), sets.end(), [](auto* set) { return set->images.scalar_type() == torch::kUInt8; }))
    return;
  const auto [lowest, highest, is_unit] = range_of(sets.front()->images);
  for (const auto* set : sets) {
    const auto other = range_of(set->images);
    const bool alike = is_unit ? other.highest < far_beyond_unit : !other.is_unit || highest < far_beyond_unit;
    if (alike) continue;
    throw evograd::Error(
        where,
        fmt::format("the pixels of the training part are from {:g} to {:g}, those of another part from "
                    "{:g} to {:g}",
                    lowest, highest, other.lowest, other.highest),
        "store the pixels of all parts in the same way");
  }
  double begin = 0;
  double scale = 1;
  if (is_unit) {
    scale = 255;
  } else if (lowest < 0 || highest > 255) {
    begin = lowest;
    scale = 255 / std::max(highest - lowest, 1e-300);
  }
  for (auto* set : sets) {
    set->images = set->images.to(torch::kFloat64).sub_(begin).mul_(scale).round_().clamp_(0, 255).to(torch::kUInt8);
  }
  evograd::logging::info(
      fmt::format("{}: pixels are not bytes; their values from {:g} to {:g} became grey levels from {:g} to {:g}",
                  where, lowest, highest, (lowest - begin) * scale, (highest - begin) * scale));
}

}  // namespace data
