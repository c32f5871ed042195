#include "networks/max_pool.hpp"

#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/torch.h>

#include <limits>
#include <optional>
#include <vector>

#include "networks/max_pool_kernel.hpp"
#include "networks/tangent.hpp"

namespace networks {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

torch::MemoryFormat format(const Pooling& pooling) {
  return pooling.channels_last ? torch::MemoryFormat::ChannelsLast : torch::MemoryFormat::Contiguous;
}

torch::Tensor empty_pooled(const Pooling& pooling, const torch::TensorOptions& options) {
  return torch::empty({pooling.images, pooling.channels, pooling.pooled_height(), pooling.pooled_width()}, options,
                      format(pooling));
}

/// Pools `maps` without a graph; fills `position` if it is defined.
torch::Tensor pooled(const Pooling& pooling, const torch::Tensor& maps, const torch::Tensor& position) {
  auto values = empty_pooled(pooling, maps.options());
  AT_DISPATCH_FLOATING_TYPES(maps.scalar_type(), "max_pool", [&] {
    max_pool(pooling, maps.data_ptr<scalar_t>(), values.data_ptr<scalar_t>(),
             position.defined() ? position.data_ptr<std::int32_t>() : nullptr);
  });
  return values;
}

/// The gradient `slope` of the pooled maps scattered to the positions of the maxima, zero elsewhere.
torch::Tensor spread(const Pooling& pooling, const torch::Tensor& slope, const torch::Tensor& position) {
  if (torch::GradMode::is_enabled() && slope.requires_grad()) {  // create_graph: an operation that has a derivative
    const auto maps = torch::zeros({pooling.images, pooling.channels, pooling.height * pooling.width}, slope.options());
    return maps.scatter_add(2, position.flatten(2).to(torch::kInt64), slope.flatten(2))
        .view({pooling.images, pooling.channels, pooling.height, pooling.width});
  }
  const auto ordered = slope.contiguous(format(pooling));
  auto maps =
      torch::empty({pooling.images, pooling.channels, pooling.height, pooling.width}, slope.options(), format(pooling))
          .zero_();
  AT_DISPATCH_FLOATING_TYPES(slope.scalar_type(), "max_pool", [&] {
    add_at_positions(pooling, ordered.data_ptr<scalar_t>(), position.data_ptr<std::int32_t>(),
                     maps.data_ptr<scalar_t>());
  });
  return maps;
}

std::vector<std::int64_t> numbers(const Pooling& pooling) {
  return {pooling.images, pooling.channels, pooling.height,  pooling.width,
          pooling.window, pooling.stride,   pooling.padding, pooling.channels_last};
}

Pooling pooling_of(const std::vector<std::int64_t>& numbers) {
  return {numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6], numbers[7] != 0};
}

struct MaxPool : torch::autograd::Function<MaxPool> {
  static torch::Tensor forward(AutogradContext* context, const torch::Tensor& maps, const Pooling& pooling) {
    auto position = empty_pooled(pooling, maps.options().dtype(torch::kInt32));
    auto values = pooled(pooling, maps, position);
    context->save_for_backward({position});
    context->saved_data["pooling"] = numbers(pooling);
    return values;
  }

  static variable_list backward(AutogradContext* context, const variable_list& upstream) {
    const auto pooling = pooling_of(context->saved_data["pooling"].toIntVector());
    return {spread(pooling, upstream[0], context->get_saved_variables()[0]), {}};
  }
};

/// The memory layout with which the kernel can read `maps`; nothing if LibTorch has to pool them, or to reject them.
std::optional<Pooling> readable(const torch::Tensor& maps, std::int64_t window, std::int64_t stride,
                                std::int64_t padding) {
  const bool plain = maps.dim() == 4 && maps.device().is_cpu() && maps.numel() > 0 &&
                     (maps.scalar_type() == torch::kFloat32 || maps.scalar_type() == torch::kFloat64) &&
                     maps.size(2) * maps.size(3) <= std::numeric_limits<std::int32_t>::max();
  // Tracing would record the kernel's result as a constant.
  if (!plain || has_tangent(maps) || torch::jit::tracer::isTracing()) return std::nullopt;
  // With one channel both orders have the same layout; a row offers more parallel work.
  const bool rows = maps.is_contiguous() && padding == 0;
  if (!rows && !maps.is_contiguous(torch::MemoryFormat::ChannelsLast)) return std::nullopt;
  const bool fits = window > 0 && stride > 0 && padding >= 0 && 2 * padding <= window &&
                    maps.size(2) + 2 * padding >= window && maps.size(3) + 2 * padding >= window;
  if (!fits) return std::nullopt;
  return Pooling{maps.size(0), maps.size(1), maps.size(2), maps.size(3), window, stride, padding, !rows};
}

}  // namespace

torch::Tensor max_pool(const torch::Tensor& maps, std::int64_t window, std::int64_t stride, std::int64_t padding) {
  const auto pooling = readable(maps, window, stride, padding);
  if (!pooling) return torch::max_pool2d(maps, window, stride, padding);
  if (torch::GradMode::is_enabled() && maps.requires_grad()) return MaxPool::apply(maps, *pooling);
  return pooled(*pooling, maps, {});
}

}  // namespace networks
