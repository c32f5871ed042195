#pragma once

#include <string>
#include <vector>

namespace evograd {

/// A plot of the meta-parameters at one step: a curve y over x (the weight of an example over its loss), a value for
/// each label (the noise at each site) or, without both, a single number (an angle).
struct MetaParameterPicture {
  std::string name;                   ///< of y, with its unit: "angle (degrees)"
  std::string x_name{};               ///< of x or of the labels; empty for a single number
  std::vector<double> x{};            ///< as many as y, increasing; or empty
  std::vector<std::string> labels{};  ///< as many as y, if there is no x; or empty
  std::vector<double> y{};            ///< the values; one if it is a single number
};

}  // namespace evograd
