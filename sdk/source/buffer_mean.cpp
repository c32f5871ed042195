#include "buffer_mean.hpp"

namespace evograd {

void BufferMean::begin_part() {
  if (!after_.empty()) modules_.set_buffers(before_);
}

void BufferMean::finish(ProcessGroup* group) {
  if (before_.empty()) return;
  const torch::NoGradGuard no_grad;
  auto result = before_;
  for (std::size_t i = 0; i < before_.size(); ++i) {
    std::vector<torch::Tensor> own;
    for (const auto& buffers : after_) own.push_back(buffers[i]);
    std::vector<torch::Tensor> parts;
    if (group) {
      for (const auto& of_rank : group->gather(torch::stack(own))) {
        for (const auto& part : of_rank.unbind()) parts.push_back(part);
      }
    } else {
      parts = own;
    }
    if (!result[i].is_floating_point()) {
      result[i] = parts.front();
      continue;
    }
    auto moved = torch::zeros_like(before_[i]);
    for (const auto& part : parts) moved.add_(part - before_[i]);
    result[i] = before_[i] + moved.div_(static_cast<double>(parts.size()));
  }
  modules_.set_buffers(result);
}

}  // namespace evograd
