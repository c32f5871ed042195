#include "evograd/flat_parameters.hpp"

#include <algorithm>
#include <unordered_set>

#include "evograd/error.hpp"

namespace evograd {
namespace {

constexpr std::int64_t kAlignment = 64;  // bytes: a cache line, and the widest vector register

std::vector<std::int64_t> dense_strides(const std::vector<std::int64_t>& shape, torch::MemoryFormat format) {
  std::vector<std::int64_t> order(shape.size());  // dimensions from the fastest to the slowest
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int64_t>(order.size() - 1 - i);
  if (format == torch::MemoryFormat::ChannelsLast && shape.size() == 4) order = {1, 3, 2, 0};
  std::vector<std::int64_t> strides(shape.size());
  std::int64_t stride = 1;
  for (const auto dimension : order) {
    strides[dimension] = stride;
    stride *= std::max<std::int64_t>(shape[dimension], 1);
  }
  return strides;
}

FlatLayout::NamedTensors trainable(const torch::nn::Module& module) {
  FlatLayout::NamedTensors named;
  for (const auto& item : module.named_parameters()) {
    if (item.value().requires_grad()) named.emplace_back(item.key(), item.value());
  }
  return named;
}

}  // namespace

FlatLayout::FlatLayout(const NamedTensors& named, torch::MemoryFormat format) {
  std::unordered_set<const void*> seen;
  for (const auto& [name, tensor] : named) {
    if (!seen.insert(tensor.unsafeGetTensorImpl()).second) continue;
    const auto& first = named.front().second;
    if (tensor.scalar_type() != first.scalar_type() || tensor.device() != first.device()) {
      throw Error("parameter '" + name + "'", "differs in type or device from '" + named.front().first + "'",
                  "convert the whole module with module->to(device, dtype)");
    }
    const auto granule = kAlignment / static_cast<std::int64_t>(tensor.element_size());
    const auto shape = tensor.sizes().vec();
    segments_.push_back({name, size_, tensor.numel(), shape, dense_strides(shape, format)});
    size_ += (tensor.numel() + granule - 1) / granule * granule;
  }
}

std::int64_t FlatLayout::element_count() const {
  std::int64_t count = 0;
  for (const auto& segment : segments_) count += segment.size;
  return count;
}

torch::Tensor FlatLayout::view(const torch::Tensor& flat, const Segment& segment) const {
  return flat.as_strided(segment.shape, segment.strides, flat.storage_offset() + segment.offset);
}

torch::Tensor FlatLayout::pack(const std::vector<torch::Tensor>& tensors, const torch::TensorOptions& options) const {
  const torch::NoGradGuard no_grad;
  auto flat = torch::zeros({size_}, options);
  for (std::size_t i = 0; i < segments_.size(); ++i) {
    if (tensors[i].defined()) view(flat, segments_[i]).copy_(tensors[i]);
  }
  return flat;
}

FlatParameters::FlatParameters(std::shared_ptr<torch::nn::Module> module, torch::MemoryFormat format)
    : module_(std::move(module)) {
  const auto named = trainable(*module_);
  layout_ = FlatLayout(named, format);
  std::unordered_set<const void*> seen;
  for (const auto& [name, tensor] : named) {
    if (seen.insert(tensor.unsafeGetTensorImpl()).second) tensors_.push_back(tensor);
  }
  const auto options = tensors_.empty() ? torch::TensorOptions(torch::kFloat32) : tensors_.front().options();
  values_ = layout_.pack(tensors_, options.requires_grad(false));
  gradients_ = torch::zeros_like(values_);
  values_.mutable_grad() = gradients_;
  for (std::size_t i = 0; i < tensors_.size(); ++i) {
    const auto& segment = layout_.segments()[i];
    tensors_[i].set_data(layout_.view(values_, segment));
    tensors_[i].mutable_grad() = layout_.view(gradients_, segment);
  }
}

void FlatParameters::assign(const torch::Tensor& values) {
  const torch::NoGradGuard no_grad;
  const auto others = static_cast<std::int64_t>(values_._version()) - known_version_;  // these must stay visible
  values_.copy_(values);
  known_version_ = static_cast<std::int64_t>(values_._version()) - others;
}

void FlatParameters::requires_grad(bool on) {
  if (on == requires_grad_) return;
  for (auto& tensor : tensors_) tensor.set_requires_grad(on);
  requires_grad_ = on;
}

}  // namespace evograd
