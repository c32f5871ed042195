#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "tasks/lft/domain.hpp"
#include "tasks/lft/glyphs/instance_randomness.hpp"
#include "tasks/lft/glyphs/masters.hpp"
#include "tasks/lft/glyphs/styles.hpp"

namespace lft {

using namespace evograd;

/// How images are made from a master.
struct GlyphLook {
  Style style = Style::print;
  double jitter = 0.8;                  ///< strength of the distortions; 0 leaves the masters unchanged
  std::int64_t image_size = 32;         ///< side in pixels
  std::int64_t samples_per_class = 40;  ///< distinct images
};

/// The letters of a group of scripts, one class per letter, as grey images [n, 1, S, S] in [-1, 1].
///
/// Which split a class belongs to is a fixed function of its number in the domain: 30 % are novel, 15 % validation, the
/// others base. Jitter and noise do not repeat in training; in evaluation they are a function of domain, letter and
/// sample.
class GlyphDomain : public Domain {
 public:
  /// Throws Error if a split has no class.
  GlyphDomain(std::string name, MasterSet masters, const GlyphLook& look);

  const std::string& name() const override { return name_; }
  std::int64_t class_count(Split split) const override;
  const std::string& class_name(Split split, std::int64_t class_index) const override;
  std::int64_t sample_count(Split split, std::int64_t class_index) const override;

  /// sample.index selects the master; jitter and noise are a function of `key` and the position in the batch.
  torch::Tensor training_images(Split split, const std::vector<Sample>& samples, RandomKey key) const override;

  torch::Tensor evaluation_images(Split split, const std::vector<Sample>& samples) const override;

 private:
  struct Class {
    std::string name;
    GlyphClass glyph;
  };

  const Class& at(Split split, std::int64_t class_index) const;
  torch::Tensor images(const std::vector<std::int64_t>& masters, InstanceRandomness random) const;

  std::string name_;
  GlyphLook look_;
  RandomKey key_;
  torch::Tensor masters_;  ///< uint8 [M, 1, 48, 48]
  std::array<std::vector<Class>, 3> classes_;
};

}  // namespace lft
