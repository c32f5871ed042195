#include "tasks/lft/glyphs/glyph_domain.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <utility>

#include "data/images/byte_tensor.hpp"
#include "evograd/error.hpp"
#include "tasks/lft/glyphs/jitter.hpp"

namespace lft {
namespace {

constexpr double novel_below = 0.3;
constexpr double validation_below = 0.45;

/// Knuth's multiplicative hash of a class's number in its domain, in [0, 1).
Split split_of(std::size_t index) {
  const double share = static_cast<std::uint32_t>(index * 2654435761U) / 4294967296.0;
  if (share < novel_below) return Split::novel;
  return share < validation_below ? Split::validation : Split::base;
}

std::string readable(const GlyphClass& glyph) {
  return fmt::format("U+{:04X} {}", static_cast<std::uint32_t>(glyph.point), glyph.script);
}

}  // namespace

GlyphDomain::GlyphDomain(std::string name, MasterSet masters, const GlyphLook& look)
    : name_(std::move(name)), look_(look), key_(RandomKey(0).fold("glyphs").fold(name_)) {
  for (std::size_t i = 0; i < masters.classes.size(); ++i) {
    auto& members = classes_[static_cast<std::size_t>(split_of(i))];
    members.push_back({readable(masters.classes[i]), masters.classes[i]});
  }
  for (const auto& members : classes_) {
    if (!members.empty()) continue;
    throw Error("glyphs",
                fmt::format("the fonts have {} letters for '{}', too few for base, validation and novel classes",
                            masters.classes.size(), name_),
                "install all the fonts: apt install fonts-noto-core fonts-freefont-ttf fonts-dejavu-core "
                "fonts-dejavu-extra fonts-liberation2 (Debian 13: fonts-liberation)");
  }
  const auto count = masters.masters();
  masters_ = data::byte_tensor(std::move(masters.pixels), {count, 1, master_side, master_side});
}

const GlyphDomain::Class& GlyphDomain::at(Split split, std::int64_t class_index) const {
  return classes_[static_cast<std::size_t>(split)].at(static_cast<std::size_t>(class_index));
}

std::int64_t GlyphDomain::class_count(Split split) const {
  return static_cast<std::int64_t>(classes_[static_cast<std::size_t>(split)].size());
}

const std::string& GlyphDomain::class_name(Split split, std::int64_t class_index) const {
  return at(split, class_index).name;
}

std::int64_t GlyphDomain::sample_count(Split, std::int64_t) const { return look_.samples_per_class; }

torch::Tensor GlyphDomain::training_images(Split split, const std::vector<Sample>& samples, RandomKey key) const {
  std::vector<std::int64_t> masters;
  masters.reserve(samples.size());
  for (const auto& sample : samples) {
    const auto& glyph = at(split, sample.class_index).glyph;
    masters.push_back(glyph.first_master + sample.index % glyph.masters);
  }
  return images(masters, InstanceRandomness(key, static_cast<std::int64_t>(samples.size())));
}

torch::Tensor GlyphDomain::evaluation_images(Split split, const std::vector<Sample>& samples) const {
  std::vector<std::int64_t> masters;
  std::vector<RandomKey> keys;
  masters.reserve(samples.size());
  keys.reserve(samples.size());
  for (const auto& sample : samples) {
    const auto& glyph = at(split, sample.class_index).glyph;
    // Uses the letter, not its number: with other fonts its number may differ.
    const auto key = key_.fold(std::uint64_t{glyph.point}).fold(static_cast<std::uint64_t>(sample.index));
    const auto drawn = key.fold("master").value() % static_cast<std::uint64_t>(glyph.masters);
    masters.push_back(glyph.first_master + static_cast<std::int64_t>(drawn));
    keys.push_back(key);
  }
  return images(masters, InstanceRandomness(keys));
}

torch::Tensor GlyphDomain::images(const std::vector<std::int64_t>& masters, InstanceRandomness random) const {
  const torch::NoGradGuard no_graph;
  if (masters.empty()) return torch::empty({0, 1, look_.image_size, look_.image_size});
  const auto clean = masters_.index_select(0, torch::tensor(masters, torch::kInt64)).to(torch::kFloat32).div_(255);
  return styled(jittered(clean, look_.jitter, look_.image_size, random), look_.style, random);
}

}  // namespace lft
