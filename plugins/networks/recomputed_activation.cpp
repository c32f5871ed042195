#include "networks/recomputed_activation.hpp"

#include <torch/torch.h>

#include <tuple>
#include <vector>

#include "evograd/batch_norm_group.hpp"
#include "networks/tangent.hpp"

namespace networks {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The parameters of the three operations, without their tensors.
struct Recipe {
  bool training = true;
  double epsilon = 0;
  std::vector<std::int64_t> stride;
  std::vector<std::int64_t> padding;
  std::vector<std::int64_t> dilation;
  std::int64_t groups = 1;
};

struct Tensors {
  torch::Tensor x, scale, shift, weight, running_mean, running_variance;
};

/// The result of batch norm: the normalized maps and, in training mode, the batch's mean and inverse standard
/// deviation.
using Normalized = std::tuple<torch::Tensor, torch::Tensor, torch::Tensor>;

/// Updates the running averages only if `momentum` is not 0.
Normalized normalized(const Tensors& given, const Recipe& recipe, double momentum) {
  const bool follows = !recipe.training || momentum != 0;
  return at::native_batch_norm(given.x, given.scale, given.shift, follows ? given.running_mean : torch::Tensor(),
                               follows ? given.running_variance : torch::Tensor(), recipe.training, momentum,
                               recipe.epsilon);
}

torch::Tensor convolved(const torch::Tensor& activation, const Tensors& given, const Recipe& recipe) {
  return at::conv2d(activation, given.weight, {}, recipe.stride, recipe.padding, recipe.dilation, recipe.groups);
}

/// The gradient as a graph: repeats all three operations with their derivatives.
variable_list with_graph(const Tensors& given, const Recipe& recipe, const torch::Tensor& slope,
                         const std::vector<bool>& wanted) {
  const auto out = convolved(std::get<0>(normalized(given, recipe, /*momentum=*/0)).relu(), given, recipe);
  const variable_list candidates = {given.x, given.scale, given.shift, given.weight};
  variable_list inputs;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (wanted[i]) inputs.push_back(candidates[i]);
  }
  const auto found = torch::autograd::grad({out}, inputs, {slope}, /*retain_graph=*/true, /*create_graph=*/true);
  variable_list all(candidates.size());
  for (std::size_t i = 0, next = 0; i < candidates.size(); ++i) {
    if (wanted[i]) all[i] = found[next++];
  }
  return all;
}

variable_list without_graph(const Tensors& given, const Recipe& recipe, const torch::Tensor& slope,
                            const std::vector<bool>& wanted) {
  auto [activation, mean, inverse_deviation] = normalized(given, recipe, /*momentum=*/0);
  activation.relu_();
  auto [to_activation, to_weight, to_bias] =
      at::convolution_backward(slope, activation, given.weight, c10::nullopt, recipe.stride, recipe.padding,
                               recipe.dilation, /*transposed=*/false, /*output_padding=*/{0, 0}, recipe.groups,
                               {wanted[0] || wanted[1] || wanted[2], wanted[3], false});
  variable_list all(4);
  all[3] = to_weight;
  if (!to_activation.defined()) return all;
  const auto to_normalized = at::threshold_backward(to_activation, activation, 0);
  activation.reset();
  to_activation.reset();
  std::tie(all[0], all[1], all[2]) = at::native_batch_norm_backward(
      to_normalized, given.x, given.scale, given.running_mean, given.running_variance, mean, inverse_deviation,
      recipe.training, recipe.epsilon, {wanted[0], wanted[1], wanted[2]});
  return all;
}

struct NormReluConvolution : torch::autograd::Function<NormReluConvolution> {
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& x, const torch::Tensor& scale,
                               const torch::Tensor& shift, const torch::Tensor& weight,
                               const torch::Tensor& running_mean, const torch::Tensor& running_variance,
                               const Recipe& recipe, double momentum) {
    const Tensors given{x, scale, shift, weight, running_mean, running_variance};
    const auto activation = std::get<0>(normalized(given, recipe, momentum)).relu_();
    const bool averages = !recipe.training;  // in training mode they are not needed, and change
    context->save_for_backward({x, scale, shift, weight, averages ? running_mean : torch::Tensor(),
                                averages ? running_variance : torch::Tensor()});
    auto& data = context->saved_data;
    data["training"] = recipe.training;
    data["epsilon"] = recipe.epsilon;
    data["stride"] = recipe.stride;
    data["padding"] = recipe.padding;
    data["dilation"] = recipe.dilation;
    data["groups"] = recipe.groups;
    return convolved(activation, given, recipe);
  }

  static variable_list backward(AutogradContext* context, const variable_list& upstream) {
    const auto saved = context->get_saved_variables();
    const Tensors given{saved[0], saved[1], saved[2], saved[3], saved[4], saved[5]};
    auto& data = context->saved_data;
    const Recipe recipe{data["training"].toBool(),     data["epsilon"].toDouble(),     data["stride"].toIntVector(),
                        data["padding"].toIntVector(), data["dilation"].toIntVector(), data["groups"].toInt()};
    std::vector<bool> wanted;
    for (std::size_t i = 0; i < 4; ++i) wanted.push_back(context->needs_input_grad(i));
    auto all = torch::GradMode::is_enabled() ? with_graph(given, recipe, upstream[0], wanted)
                                             : without_graph(given, recipe, upstream[0], wanted);
    all.resize(8);  // none for the other arguments of forward()
    return all;
  }
};

}  // namespace

torch::Tensor recomputed_norm_relu_convolution(const torch::Tensor& x, torch::nn::BatchNorm2d& norm,
                                               torch::nn::Conv2d& convolution) {
  const bool graph =
      torch::GradMode::is_enabled() && (x.requires_grad() || norm->weight.requires_grad() ||
                                        norm->bias.requires_grad() || convolution->weight.requires_grad());
  const auto momentum = norm->options.momentum();
  const bool tangents =
      has_tangent(x) || has_tangent(norm->weight) || has_tangent(norm->bias) || has_tangent(convolution->weight);
  const bool fits = x.device().is_cpu() && momentum && norm->running_mean.defined() && !convolution->bias.defined();
  if (!graph || !fits || tangents || evograd::BatchNormGroup::active()) {
    auto hidden = norm->forward(x);
    hidden.relu_();
    return convolution->forward(hidden);
  }
  const auto sizes = [](const torch::ExpandingArray<2>& pair) { return std::vector(pair->begin(), pair->end()); };
  const auto& options = convolution->options;
  Recipe recipe;
  recipe.training = norm->is_training();
  recipe.epsilon = norm->options.eps();
  recipe.stride = sizes(options.stride());
  // Of LibTorch's variant or of the standard library's.
  recipe.padding = sizes(get<torch::ExpandingArray<2>>(options.padding()));
  recipe.dilation = sizes(options.dilation());
  recipe.groups = options.groups();
  if (norm->is_training()) norm->num_batches_tracked += 1;
  return NormReluConvolution::apply(x, norm->weight, norm->bias, convolution->weight, norm->running_mean,
                                    norm->running_var, recipe, *momentum);
}

}  // namespace networks
