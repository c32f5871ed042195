#pragma once

#include <torch/types.h>

#include <string>

#include "tasks/lft/glyphs/instance_randomness.hpp"

namespace lft {

/// How a domain's characters look.
enum class Style {
  print,    ///< dark ink of varying strength on white
  chalk,    ///< light grains on a dark board of varying brightness
  outline,  ///< the dark contour of hollow letters on white
  texture,  ///< letters lighter or darker than a cloudy ground, cloudy themselves
  mosaic,   ///< dark on white in 12 x 12 tiles, with black and white specks
};

/// "print", "chalk", "outline", "texture" or "mosaic"; throws Error on another name.
Style style_named(const std::string& name);

/// `ink`, float [n, 1, S, S] with 0 for paper and 1 for ink, in `style`: float of the same shape in [-1, 1], 1 is
/// white.
///
/// Filters and tiles keep their share of the picture at sizes other than 32, specks and grains are always pixels.
torch::Tensor styled(const torch::Tensor& ink, Style style, InstanceRandomness& random);

}  // namespace lft
