#include "data/images/byte_images.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>

#include "evograd/logging.hpp"

namespace data {

void make_bytes(const std::vector<ImageSet*>& sets, const std::string& where) {
  if (std::all_of(sets.begin(), sets.end(), [](auto* set) { return set->images.scalar_type() == torch::kUInt8; }))
    return;
  const auto& first = sets.front()->images;
  const auto lowest = first.min().item<double>();
  const auto highest = first.max().item<double>();
  double begin = 0;
  double scale = 1;
  if (first.is_floating_point() && lowest >= 0 && highest <= 1) {
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
