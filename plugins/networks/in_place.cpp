#include "networks/in_place.hpp"

#include <torch/torch.h>

namespace networks {
namespace {

/// Another handle, a view and a tensor saved by autograd all share the storage or the tensor itself.
bool sole_owner(const torch::Tensor& x) { return x.use_count() == 1 && x.storage().use_count() == 1; }

}  // namespace

torch::Tensor relu(torch::Tensor x) { return sole_owner(x) ? x.relu_() : x.relu(); }

torch::Tensor sum(torch::Tensor x, const torch::Tensor& y) {
  // Under autocast a branch may be in half precision beside its shortcut: the sum has the type of both, as x + y has.
  return sole_owner(x) && x.scalar_type() == y.scalar_type() ? x.add_(y) : x + y;
}

}  // namespace networks
