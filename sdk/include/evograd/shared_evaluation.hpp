#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "evograd/export.hpp"
#include "evograd/process_group.hpp"

namespace evograd {

/// A task derives from this as well if evaluate() is made of parts that do not depend on each other, e.g. batches of
/// test examples. Where several processes train one model, all of them then call evaluate(), and each computes some of
/// the parts; otherwise rank 0 evaluates while the others wait.
///
/// \code
/// const auto results = evaluated_parts(batches, [&](std::int64_t i) { return correct(batch(i)); });
/// \endcode
class EVOGRAD_API SharedEvaluation {
 public:
  virtual ~SharedEvaluation();

  /// part(0), …, part(count − 1), in this order and with the same bits for any number of processes.
  ///
  /// Each part is a tensor [n, ...]; they differ in n at most, and have the same type and device. They must not draw
  /// from LibTorch's global generator. All processes call this in the same order with the same count. Throws Error if
  /// another process fails.
  std::vector<torch::Tensor> evaluated_parts(std::int64_t count,
                                             const std::function<torch::Tensor(std::int64_t)>& part) const;

  /// How many of `count` things this process computes, to the nearest part; for Progress.
  std::int64_t own_share(std::int64_t count) const {
    const std::int64_t size = processes_ != nullptr ? processes_->size() : 1;
    return (count + size - 1) / size;
  }

  /// For the host: the processes that evaluate together, which must outlive the task's use; null for one process.
  void share_evaluation(ProcessGroup* processes) { processes_ = processes; }

 private:
  ProcessGroup* processes_ = nullptr;
};

}  // namespace evograd
