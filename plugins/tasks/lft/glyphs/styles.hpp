#pragma once

#include <torch/types.h>

#include <string>

#include "tasks/lft/glyphs/instance_randomness.hpp"

namespace lft {

/// The rendering style of a domain's characters.
enum class Style {
  print,    ///< dark ink of varying strength on white
  chalk,    ///< light grains on a dark board of varying brightness
  outline,  ///< the dark contour of hollow letters on white
  texture,  ///< cloudy letters, lighter or darker than a cloudy background
  mosaic,   ///< dark on white in 12 x 12 tiles, with black and white specks
};

/// "print", "chalk", "outline", "texture" or "mosaic"; throws Error on another name.
Style style_named(const std::string& name);

/// `ink`, float [n, 1, S, S] with 0 for paper and 1 for ink, in `style`: float of the same shape in [-1, 1], 1 is
/// white.
///
/// Filters and tiles scale with the image at sizes other than 32; specks and grains are always single pixels.
torch::Tensor styled(const torch::Tensor& ink, Style style, InstanceRandomness& random);

}  // namespace lft
