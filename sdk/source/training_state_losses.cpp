// The losses of TrainingState: under autocast, and in parts.

#include <fmt/core.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>

#include "buffer_mean.hpp"
#include "evograd/autocast.hpp"
#include "evograd/error.hpp"
#include "evograd/scalar_loss.hpp"
#include "evograd/training_state.hpp"
#include "tracked_parameters.hpp"

namespace evograd {
namespace {

torch::Tensor computed(const TrainingState& state, const std::function<torch::Tensor()>& function) {
  if (!state.autocast) return function();
  const auto result = [&] {
    const AutocastScope scope(state.autocast);
    return function();
  }();
  return result.defined() && result.is_floating_point() ? result.to(state.theta.values().scalar_type()) : result;
}

torch::Tensor whole_loss(TrainingState& state, LossKind kind, const Batch& batch) {
  const bool training = kind == LossKind::training;
  const auto loss =
      computed(state, [&] { return training ? state.task.training_loss(batch) : state.task.validation_loss(batch); });
  return scalar_loss(loss, training ? "training_loss()" : "validation_loss()");
}

/// The rows of `batch`.
std::int64_t row_count(const Batch& batch) {
  std::int64_t rows = 0;
  for (const auto& [name, tensor] : batch.tensors()) {
    if (tensor.dim() > 0) rows = std::max(rows, tensor.size(0));
  }
  return rows;
}

/// Throws Error unless `terms` has a row for each of `part`: that is how the terms of several parts are put together.
void require_rows(const torch::Tensor& terms, const Batch& part) {
  if (terms.dim() > 0 && terms.size(0) == row_count(part)) return;
  throw Error("task",
              c10::str("network_terms() of ", row_count(part), " examples has the shape ", terms.sizes(),
                       ": its batches cannot be divided"),
              "return a row for each example, or set [run] accumulate = 1 and [distributed] split = \"points\"");
}

/// The parts of a batch that a process computes: [first, last).
struct Share {
  std::size_t first = 0;
  std::size_t last = 0;
};
Share share_of(const TrainingState& state, int rank, std::size_t parts) {
  if (!state.group || !state.split_examples) return {0, parts};
  const auto size = static_cast<std::size_t>(state.group->size());
  const auto number = static_cast<std::size_t>(rank);
  return {number * parts / size, (number + 1) * parts / size};
}

std::vector<Batch> parts_of(const TrainingState& state, const Batch& batch) {
  auto parts = batch.divided(state.accumulate);
  const bool split = state.group && state.split_examples;
  if (split && static_cast<std::int64_t>(parts.size()) < state.accumulate) {
    throw Error("task",
                fmt::format("a batch has {} examples, which cannot be divided among {} processes", parts.size(),
                            state.group->size()),
                "make batches larger, use fewer processes, or set [distributed] split = \"points\"");
  }
  return parts;
}

int own_rank(const TrainingState& state) { return state.group ? state.group->rank() : 0; }

/// The terms of a batch in parts, whose graph and running averages are left to a second pass.
torch::Tensor terms_without_trace(TrainingState& state, const Batch& batch) {
  const torch::NoGradGuard no_grad;
  const bool keeps_buffers = std::exchange(state.keeps_buffers, false);
  state.modules.save();
  auto terms = state.network_terms(batch);
  state.modules.restore();
  state.keeps_buffers = keeps_buffers;
  return terms;
}

/// The sum of numbers of which this process has `own`, in the order of the parts.
torch::Tensor sum_of_all(TrainingState& state, const std::vector<torch::Tensor>& own) {
  auto numbers = own;
  if (state.group && state.split_examples) {
    numbers.clear();
    for (const auto& of_rank : state.group->gather(torch::stack(own).detach())) {
      for (const auto& number : of_rank.unbind()) numbers.push_back(number);
    }
  }
  auto sum = numbers.front();
  for (std::size_t i = 1; i < numbers.size(); ++i) sum = sum + numbers[i];
  return sum;
}

}  // namespace

void TrainingState::for_each_own_part(const Batch& batch,
                                      const std::function<void(const Batch& part, std::int64_t first_row)>& visit) {
  if (accumulate == 1) return visit(batch, 0);
  const auto parts = parts_of(*this, batch);
  const auto [own_first, own_last] = share_of(*this, own_rank(*this), parts.size());
  BufferMean buffers(modules);
  std::int64_t row = 0;
  for (std::size_t i = 0; i < own_last; ++i) {
    if (i >= own_first) {
      buffers.begin_part();
      std::optional<GlobalGeneratorGuard> generator;
      if (layers) generator.emplace(layers->fold(static_cast<std::uint64_t>(i)), theta.values().device());
      visit(parts[i], row);
      buffers.end_part();
    }
    row += row_count(parts[i]);
  }
  if (keeps_buffers) buffers.finish(split_examples ? group : nullptr);
}

void TrainingState::sum_over_parts(torch::Tensor& vector) {
  if (group && split_examples) group->sum(vector);
}

torch::Tensor TrainingState::terms_of(const Batch& part) {
  auto terms = computed(*this, [&] { return after_network->network_terms(part); });
  require_rows(terms, part);
  return terms;
}

torch::Tensor TrainingState::part_of_loss(LossKind kind, const Batch& part, const Batch& whole) {
  const auto loss = computed(*this, [&] { return divisible->partial_loss(part, whole, kind); });
  return scalar_loss(loss, "partial_loss()");
}

torch::Tensor TrainingState::own_terms(const Batch& batch) {
  if (accumulate == 1) return computed(*this, [&] { return after_network->network_terms(batch); });
  std::vector<torch::Tensor> terms;
  for_each_own_part(batch, [&](const Batch& part, std::int64_t) { terms.push_back(terms_of(part)); });
  return torch::cat(terms);
}

torch::Tensor TrainingState::rows_of_all(const torch::Tensor& own, const Batch& batch) {
  if (!group || !split_examples || accumulate == 1) return own;
  const auto parts = parts_of(*this, batch);
  std::vector<std::int64_t> rows;
  for (int rank = 0; rank < group->size(); ++rank) {
    const auto [first, last] = share_of(*this, rank, parts.size());
    std::int64_t count = 0;
    for (auto i = first; i < last; ++i) count += row_count(parts[i]);
    rows.push_back(count);
  }
  auto sizes = own.sizes().vec();
  sizes.front() = *std::max_element(rows.begin(), rows.end());
  auto padded = torch::zeros(sizes, own.options());
  padded.slice(0, 0, own.size(0)).copy_(own.detach());
  auto all = group->gather(padded);
  for (std::size_t rank = 0; rank < all.size(); ++rank) all[rank] = all[rank].slice(0, 0, rows[rank]);
  return torch::cat(all);
}

torch::Tensor TrainingState::network_terms(const Batch& batch) { return rows_of_all(own_terms(batch), batch); }

torch::Tensor TrainingState::loss(LossKind kind, const Batch& batch) {
  if (accumulate == 1) return whole_loss(*this, kind, batch);
  std::vector<torch::Tensor> losses;
  for_each_own_part(batch, [&](const Batch& part, std::int64_t) { losses.push_back(part_of_loss(kind, part, batch)); });
  return sum_of_all(*this, losses);
}

torch::Tensor TrainingState::accumulate_gradient(LossKind kind, const Batch& batch,
                                                 const std::vector<FlatParameters*>& targets) {
  const auto inputs = tracked_parameters(targets);
  std::vector<torch::Tensor> losses;
  for_each_own_part(batch, [&](const Batch& part, std::int64_t) {
    const auto loss = accumulate == 1 ? whole_loss(*this, kind, batch) : part_of_loss(kind, part, batch);
    if (loss.requires_grad() && !inputs.empty()) torch::autograd::backward({loss}, {}, false, false, inputs);
    losses.push_back(loss.detach());
  });
  for (auto* target : targets) sum_over_parts(target->gradients());
  return sum_of_all(*this, losses);
}

torch::Tensor TrainingState::accumulate_reduced_gradient(const Batch& batch, const Reduction& reduce,
                                                         const std::vector<FlatParameters*>& targets) {
  const auto inputs = tracked_parameters(targets);
  if (accumulate == 1) {
    const auto loss = reduce(network_terms(batch));
    if (loss.requires_grad() && !inputs.empty()) torch::autograd::backward({loss}, {}, false, false, inputs);
    return loss.detach();
  }
  if (!repeats_terms()) {
    // This process has one part, whose graph waits for the terms of the others.
    torch::Tensor loss;
    for_each_own_part(batch, [&](const Batch& part, std::int64_t first) {
      const auto own = terms_of(part);
      const auto terms = rows_of_all(own.detach(), batch).requires_grad_();
      loss = reduce(terms);
      if (!own.requires_grad() || inputs.empty()) return;
      const auto gradient = torch::autograd::grad({loss}, {terms}).front();
      torch::autograd::backward({own}, {gradient.slice(0, first, first + own.size(0))}, false, false, inputs);
    });
    for (auto* target : targets) sum_over_parts(target->gradients());
    return loss.detach();
  }
  const auto terms = terms_without_trace(*this, batch).requires_grad_();
  const auto loss = reduce(terms);
  const auto gradient = torch::autograd::grad({loss}, {terms}).front();
  for_each_own_part(batch, [&](const Batch& part, std::int64_t first) {
    const auto own = terms_of(part);
    if (!own.requires_grad() || inputs.empty()) return;
    torch::autograd::backward({own}, {gradient.slice(0, first, first + own.size(0))}, false, false, inputs);
  });
  for (auto* target : targets) sum_over_parts(target->gradients());
  return loss.detach();
}

}  // namespace evograd
