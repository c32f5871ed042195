#pragma once

#include <torch/types.h>

#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// The processes that train one model together. All of them call the same functions in the same order.
///
/// Results are the same bits on every process, whatever the network does: sums are made in the order of ranks. The
/// functions throw Error naming the process that failed if one of them ends, stops or cannot be reached.
class EVOGRAD_API ProcessGroup {
 public:
  virtual ~ProcessGroup() = default;

  /// The number of this process, 0 … size() − 1.
  virtual int rank() const = 0;
  /// The number of processes.
  virtual int size() const = 0;

  /// The tensors of all processes in the order of ranks. `own` has the same shape and type on each of them.
  virtual std::vector<torch::Tensor> gather(const torch::Tensor& own) = 0;

  /// vector ← Σ_r (vector of rank r), added in the order of ranks to zeros. `vector` [P] is contiguous and of the same
  /// length on every process.
  virtual void sum(torch::Tensor& vector) = 0;

  /// Waits until all processes are here, however long they take, as long as they live.
  virtual void meet() = 0;
};

}  // namespace evograd
