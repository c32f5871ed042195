#include "evograd/meta_gradient.hpp"

namespace evograd {

torch::Tensor MetaGradient::calibrated() const {
  if (calibration == 1) return value;
  return direct.defined() ? direct + calibration * (value - direct) : calibration * value;
}

}  // namespace evograd
