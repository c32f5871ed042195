#pragma once

#include <vector>

#include "evograd/export.hpp"
#include "evograd/meta_parameter_picture.hpp"

namespace evograd {

/// A task derives from this as well if the report can show plots of its λ.
class EVOGRAD_API MetaParameterPictures {
 public:
  virtual ~MetaParameterPictures();

  /// Plots of the current λ; called like Task::evaluate(), but must not draw random numbers. No result of the run
  /// depends on it.
  virtual std::vector<MetaParameterPicture> meta_parameter_pictures() = 0;
};

}  // namespace evograd
