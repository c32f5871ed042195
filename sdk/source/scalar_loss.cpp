#include "evograd/scalar_loss.hpp"

#include "evograd/error.hpp"

namespace evograd {

const torch::Tensor& scalar_loss(const torch::Tensor& loss, const std::string& function) {
  if (loss.defined() && loss.dim() == 0 && loss.is_floating_point()) return loss;
  std::string what = "an undefined tensor";
  if (loss.defined()) {
    what = loss.dim() == 0 ? "a scalar of type " + std::string(c10::toString(loss.scalar_type()))
                           : "a tensor of shape " + c10::str(loss.sizes());
  }
  throw Error("task", function + " returns " + what + ", not a floating-point scalar",
              "reduce it, e.g. with mean() or sum()");
}

}  // namespace evograd
