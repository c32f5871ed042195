#include "evograd/flat_vector.hpp"

#include <ATen/Dispatch.h>

#include <cmath>

#include "chunked_sum.hpp"
#include "evograd/error.hpp"

namespace evograd {

double flat_dot(const at::Tensor& a, const at::Tensor& b) {
  if (a.dim() != 1 || b.dim() != 1 || a.numel() != b.numel() || a.scalar_type() != b.scalar_type() ||
      !a.is_floating_point()) {
    throw Error("flat vector", "a dot product needs two vectors of the same length and floating-point type");
  }
  if (!a.device().is_cpu()) return a.dot(b).item<double>();
  const auto lefts = a.contiguous();
  const auto rights = b.contiguous();
  double sum = 0;
  AT_DISPATCH_FLOATING_TYPES(a.scalar_type(), "flat_dot", [&] {
    const auto* left = lefts.data_ptr<scalar_t>();
    const auto* right = rights.data_ptr<scalar_t>();
    sum = chunked_sum(a.numel(), [&](std::int64_t begin, std::int64_t end, LaneSums& sums) {
      add_products(left + begin, right + begin, end - begin, sums);
    });
  });
  return sum;
}

double flat_norm(const at::Tensor& a) { return std::sqrt(flat_dot(a, a)); }

}  // namespace evograd
