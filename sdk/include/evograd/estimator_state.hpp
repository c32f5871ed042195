#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// The last dimension of a state tensor: what it indexes.
enum class StateOf {
  theta,    ///< [.., P]: a point or a direction in parameter space, in its dtype and on its device
  lambda,   ///< [.., H]: likewise for λ
  numbers,  ///< [..]: numbers in double precision on the CPU
};

/// A tensor that the host keeps for an estimator from one meta update to the next.
struct StateDeclaration {
  std::string name;                  ///< lower case, words joined with '_': "sketch"
  StateOf of = StateOf::theta;       ///< what the last dimension indexes
  std::vector<std::int64_t> rows{};  ///< the dimensions before the last, e.g. {rank} for that many vectors
};

/// The tensors that an estimator declares in EstimatorNeeds::state: owned by the host, saved in every checkpoint,
/// restored bit for bit, included in a run's memory. An estimator keeps nothing else between steps.
class EVOGRAD_API EstimatorState {
 public:
  /// A declaration and the tensor made from it.
  struct Entry {
    StateDeclaration declaration;  ///< as needs() gives it
    torch::Tensor tensor;          ///< contiguous; zeros at first
  };

  EstimatorState() = default;
  /// Takes size, dtype and device from `theta` [P] and `lambda` [H]. Throws Error if a name is declared twice or has
  /// characters other than lower-case letters, digits and '_'.
  EstimatorState(const std::vector<StateDeclaration>& declarations, const torch::Tensor& theta,
                 const torch::Tensor& lambda);

  /// The tensor declared under `name`. Throws Error listing the declared names if it is not one of them.
  torch::Tensor& operator[](std::string_view name);

  /// All tensors, in the order of their declarations, e.g. to restore them from a checkpoint.
  std::vector<Entry>& entries() { return entries_; }
  /// The same, read-only.
  const std::vector<Entry>& entries() const { return entries_; }

  /// Whether no estimate has used the state yet; it is then all zeros.
  bool is_new() const { return is_new_; }
  /// Called by the host after each estimate. A test that makes several estimates with one state calls it between them.
  void mark_used() { is_new_ = false; }

  /// Copies the values of `other`, which has the same declarations.
  void copy_from(const EstimatorState& other);

 private:
  std::vector<Entry> entries_;
  bool is_new_ = true;
};

}  // namespace evograd
