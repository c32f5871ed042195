#pragma once

#include <vector>

#include "evograd/export.hpp"
#include "evograd/meta_parameter_picture.hpp"

namespace evograd {

/// What a task derives from as well where its λ can be shown to people, in the report.
class EVOGRAD_API MetaParameterPictures {
 public:
  virtual ~MetaParameterPictures();

  /// How λ looks now; called as Task::evaluate() is, but draws nothing at random. No number of the run depends on it.
  virtual std::vector<MetaParameterPicture> meta_parameter_pictures() = 0;
};

}  // namespace evograd
