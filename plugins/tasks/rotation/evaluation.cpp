#include "evaluation.hpp"

#include <torch/torch.h>

#include <algorithm>

#include "evograd/progress.hpp"

namespace rotation {

Scores score(networks::Classifier& classifier, const data::ImageSet& set, const data::Normalization& normalization,
             std::int64_t batch_size, const evograd::SharedEvaluation& shared) {
  const torch::NoGradGuard no_grad;
  const auto parameter = classifier.parameters().front();
  evograd::Progress progress("evaluating", shared.own_share(set.size()), "images");
  const auto batches = (set.size() + batch_size - 1) / batch_size;
  const auto parts = shared.evaluated_parts(batches, [&](std::int64_t i) {
    const auto start = i * batch_size;
    const auto length = std::min(batch_size, set.size() - start);
    const auto images = normalization(set.images.narrow(0, start, length)).to(parameter.options());
    const auto labels = set.labels.narrow(0, start, length).to(parameter.device());
    const auto logits = classifier.forward(images);
    progress.advance(length);
    const auto loss = torch::cross_entropy_loss(logits, labels, {}, at::Reduction::Sum).to(torch::kFloat64);
    return torch::stack({logits.argmax(1).eq(labels).sum().to(torch::kFloat64), loss});
  });
  auto sums = torch::zeros({2}, torch::kFloat64);  // correct answers, losses
  for (const auto& part : parts) sums += part.to(torch::kCPU);
  const auto count = static_cast<double>(set.size());
  return {100 * sums[0].item<double>() / count, sums[1].item<double>() / count};
}

}  // namespace rotation
