#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// What one entry of a state tensor belongs to: its last dimension.
enum class StateOf {
  theta,    ///< [.., P]: a point or a direction in parameter space, in its dtype and on its device
  lambda,   ///< [.., H]: likewise for λ
  numbers,  ///< [..]: numbers in double precision on the CPU
};

/// A tensor that the host keeps for an estimator from one meta update to the next.
struct StateDeclaration {
  std::string name;  ///< lower case, words joined with '_': "sketch"
  StateOf of = StateOf::theta;
  std::vector<std::int64_t> rows{};  ///< the dimensions before the last, e.g. {rank} for as many vectors
};

/// The tensors that an estimator declares in EstimatorNeeds::state: owned by the host, in every checkpoint, restored
/// bit for bit, counted among a run's memory. An estimator keeps nothing else between steps.
class EVOGRAD_API EstimatorState {
 public:
  struct Entry {
    StateDeclaration declaration;
    torch::Tensor tensor;  ///< contiguous; zeros at first
  };

  EstimatorState() = default;
  /// `theta` [P] and `lambda` [H] lend size, dtype and device. Throws Error where a name is declared twice or is not of
  /// lower-case letters, digits and '_'.
  EstimatorState(const std::vector<StateDeclaration>& declarations, const torch::Tensor& theta,
                 const torch::Tensor& lambda);

  /// Throws Error naming the declared ones.
  torch::Tensor& operator[](std::string_view name);

  std::vector<Entry>& entries() { return entries_; }
  const std::vector<Entry>& entries() const { return entries_; }

  /// Whether no estimate has used it yet, so that all of it is zero.
  bool is_new() const { return is_new_; }
  /// Called by the host after each estimate. A test that makes several estimates with one state calls it between them.
  void mark_used() { is_new_ = false; }

  /// Makes this a copy of `other`, of the same declarations.
  void copy_from(const EstimatorState& other);

 private:
  std::vector<Entry> entries_;
  bool is_new_ = true;
};

}  // namespace evograd
