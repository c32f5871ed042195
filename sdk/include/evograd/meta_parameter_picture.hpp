#pragma once

#include <string>
#include <vector>

namespace evograd {

/// How the meta-parameters look at one moment, for people: a curve y over x (the weight of an example over its loss), a
/// value at each label (the noise at each site) or, without both, a single number (an angle).
struct MetaParameterPicture {
  std::string name;                   ///< of y, with its unit: "angle (degrees)"
  std::string x_name{};               ///< of x or of the labels; empty for a single number
  std::vector<double> x{};            ///< as many as y, rising; or empty
  std::vector<std::string> labels{};  ///< as many as y, where there is no x; or empty
  std::vector<double> y{};
};

}  // namespace evograd
