#include "evograd/shared_evaluation.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>

namespace evograd {
namespace {

/// The rows of all tensors of each process, in the order of ranks. `rows`: how many rows each tensor of a process has.
std::vector<torch::Tensor> gathered_rows(ProcessGroup& processes, const std::vector<torch::Tensor>& own,
                                         const std::vector<torch::Tensor>& rows) {
  std::int64_t longest = 0;
  for (const auto& counts : rows) longest = std::max(longest, counts.sum().item<std::int64_t>());
  const auto mine = at::cat(own);
  auto shape = mine.sizes().vec();
  shape[0] = longest;
  auto padded = at::zeros(shape, mine.options());
  padded.narrow(0, 0, mine.size(0)).copy_(mine);
  return processes.gather(padded);
}

}  // namespace

SharedEvaluation::~SharedEvaluation() = default;

std::vector<torch::Tensor> SharedEvaluation::evaluated_parts(
    std::int64_t count, const std::function<torch::Tensor(std::int64_t)>& part) const {
  const std::int64_t size = processes_ != nullptr ? processes_->size() : 1;
  std::vector<torch::Tensor> all(static_cast<std::size_t>(count));
  if (size == 1 || count < size) {  // a process without a part would not know its type
    for (std::int64_t i = 0; i < count; ++i) all[static_cast<std::size_t>(i)] = part(i);
    return all;
  }
  // In turn, since neighbours may take equally long: texts in the order of their lengths.
  std::vector<torch::Tensor> own;
  std::vector<std::int64_t> lengths(static_cast<std::size_t>((count + size - 1) / size));
  for (std::int64_t i = processes_->rank(); i < count; i += size) {
    own.push_back(part(i));
    lengths[own.size() - 1] = own.back().size(0);
  }
  processes_->meet();
  const auto rows = processes_->gather(at::tensor(lengths));
  const auto gathered = gathered_rows(*processes_, own, rows);
  for (std::int64_t rank = 0; rank < size; ++rank) {
    const auto& counts = rows[static_cast<std::size_t>(rank)];
    std::int64_t first = 0;
    for (std::int64_t i = rank; i < count; i += size) {
      const auto length = counts[(i - rank) / size].item<std::int64_t>();
      all[static_cast<std::size_t>(i)] = gathered[static_cast<std::size_t>(rank)].narrow(0, first, length);
      first += length;
    }
  }
  return all;
}

}  // namespace evograd
