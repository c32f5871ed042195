#include "prototypical_head.hpp"

#include <torch/torch.h>

namespace lft {

torch::Tensor PrototypicalHead::scores(const torch::Tensor& support, const torch::Tensor& queries) {
  const auto prototypes = support.mean(1).flatten(1);  // [N, D]
  const auto points = queries.flatten(1);              // [B, D]
  // Written out: −|q − c|² = 2⟨q, c⟩ − |c|² − |q|² needs no [B, N, D].
  return 2 * points.matmul(prototypes.t()) - prototypes.square().sum(1) - points.square().sum(1, /*keepdim=*/true);
}

}  // namespace lft
