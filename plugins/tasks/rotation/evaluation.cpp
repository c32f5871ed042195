#include "evaluation.hpp"

#include <torch/torch.h>

#include <algorithm>

#include "evograd/progress.hpp"

namespace rotation {

Scores score(networks::Classifier& classifier, const data::ImageSet& set, const data::Normalization& normalization,
             std::int64_t batch_size) {
  const torch::NoGradGuard no_grad;
  const auto parameter = classifier.parameters().front();
  const auto on_device = torch::TensorOptions(torch::kFloat64).device(parameter.device());
  auto loss = torch::zeros({}, on_device);
  auto correct = torch::zeros({}, on_device);
  evograd::Progress progress("evaluating", set.size(), "images");
  for (std::int64_t start = 0; start < set.size(); start += batch_size) {
    const auto length = std::min(batch_size, set.size() - start);
    const auto images = normalization(set.images.narrow(0, start, length)).to(parameter.options());
    const auto labels = set.labels.narrow(0, start, length).to(parameter.device());
    const auto logits = classifier.forward(images);
    loss += torch::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum);
    correct += logits.argmax(1).eq(labels).sum();
    progress.advance(length);
  }
  const auto count = static_cast<double>(set.size());
  return {100 * correct.item<double>() / count, loss.item<double>() / count};
}

}  // namespace rotation
