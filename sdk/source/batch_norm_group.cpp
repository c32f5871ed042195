#include "evograd/batch_norm_group.hpp"

#include <ATen/ops/_make_dual.h>
#include <ATen/ops/_unpack_dual.h>
#include <ATen/ops/batch_norm_native.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/library.h>

#include <algorithm>
#include <atomic>
#include <type_traits>
#include <vector>

namespace evograd {
namespace {

// Not thread-local: a block that is recomputed in a backward pass may run on another thread.
std::atomic<TrainingState*> present = nullptr;

template <class Result, class First, class Second, class... Others>
std::remove_cvref_t<Second> second_argument(Result (*)(First, Second, Others...));
// c10::optional or std::optional, as LibTorch's version has it.
using OptionalTensor = decltype(second_argument(&at::native::batch_norm));

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The sum over the processes; its own adjoint, since the loss is the sum of the processes' contributions.
struct SumOverProcesses : torch::autograd::Function<SumOverProcesses> {
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& own, std::int64_t group) {
    context->saved_data["group"] = group;
    auto sum = own.detach().clone(at::MemoryFormat::Contiguous);
    reinterpret_cast<ProcessGroup*>(group)->sum(sum);
    return sum;
  }
  static variable_list backward(AutogradContext* context, const variable_list& upstream) {
    return {apply(upstream[0], context->saved_data["group"].toInt()), torch::Tensor()};
  }
};

/// Σ over the processes of `own` [n], with derivatives of both modes.
torch::Tensor sum_over(ProcessGroup& group, const torch::Tensor& own) {
  const auto address = reinterpret_cast<std::int64_t>(&group);
  if (!own._fw_grad(/*level=*/0).defined()) return SumOverProcesses::apply(own, address);
  const auto [primal, tangent] = at::_unpack_dual(own, /*level=*/0);
  return at::_make_dual(SumOverProcesses::apply(primal, address), SumOverProcesses::apply(tangent, address), 0);
}

torch::Tensor shared_batch_norm(ProcessGroup& group, const torch::Tensor& input, const OptionalTensor& scale,
                                const OptionalTensor& shift, const OptionalTensor& running_mean,
                                const OptionalTensor& running_variance, double momentum, double epsilon) {
  const auto channels = input.size(1);
  // In half precision statistics are those of floats, as LibTorch's.
  const auto x = input.scalar_type() == at::kDouble ? input : input.to(at::kFloat);
  std::vector<std::int64_t> others, shape(static_cast<std::size_t>(x.dim()), 1);
  for (std::int64_t i = 0; i < x.dim(); ++i) {
    if (i != 1) others.push_back(i);
  }
  shape[1] = channels;
  const auto own = at::full({1}, static_cast<double>(x.numel()) / static_cast<double>(channels), x.options());
  const auto sums = sum_over(group, at::cat({x.sum(others), own}));
  const auto count = sums.detach()[channels].item<double>();
  const auto mean = sums.narrow(0, 0, channels) / count;
  const auto centred = x - mean.view(shape);
  const auto variance = sum_over(group, centred.square().sum(others)) / count;
  auto y = centred * (variance + epsilon).rsqrt().view(shape);
  if (scale && scale->defined()) y = y * scale->view(shape);
  if (shift && shift->defined()) y = y + shift->view(shape);
  if (running_mean && running_mean->defined()) {
    const torch::NoGradGuard no_grad;
    const auto plain = [](const torch::Tensor& statistic) { return at::_unpack_dual(statistic, 0); };
    running_mean->mul_(1 - momentum).add_(std::get<0>(plain(mean)).detach(), momentum);
    running_variance->mul_(1 - momentum)
        .add_(std::get<0>(plain(variance)).detach(), momentum * count / std::max(count - 1, 1.0));
  }
  return y.to(input.scalar_type());
}

torch::Tensor batch_norm(const torch::Tensor& input, const OptionalTensor& scale, const OptionalTensor& shift,
                         const OptionalTensor& running_mean, const OptionalTensor& running_variance, bool training,
                         double momentum, double epsilon, bool cudnn) {
  if (training && BatchNormGroup::active()) {
    return shared_batch_norm(*present.load()->group, input, scale, shift, running_mean, running_variance, momentum,
                             epsilon);
  }
  return at::native::batch_norm(input, scale, shift, running_mean, running_variance, training, momentum, epsilon,
                                cudnn);
}

/// Registers batch_norm() in place of LibTorch's, whose own code it calls where nothing is shared. Never taken back:
/// plugins may have cached the operator.
void replace_operator() {
  static const auto* const libraries = [] {
    auto* all = new std::vector<torch::Library>();
    for (const auto key : {c10::DispatchKey::AutogradCPU, c10::DispatchKey::AutogradCUDA}) {
      all->emplace_back(torch::Library::IMPL, "aten", key, __FILE__, __LINE__);
      all->back().impl("batch_norm", TORCH_FN(batch_norm));
    }
    return all;
  }();
  static_cast<void>(libraries);
}

}  // namespace

BatchNormGroup::BatchNormGroup(TrainingState& state) {
  if (!state.group || !state.split_examples) return;
  replace_operator();
  present = &state;
}

BatchNormGroup::~BatchNormGroup() { present = nullptr; }

bool BatchNormGroup::active() {
  const auto* state = present.load();
  return state && state->group && state->split_examples;
}

}  // namespace evograd
