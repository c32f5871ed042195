#include "evaluation.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <vector>

#include "evograd/progress.hpp"

namespace meta_weight_net {
namespace {

torch::MemoryFormat memory_format(const torch::nn::Module& module) {
  for (const auto& parameter : module.parameters()) {
    const auto format = parameter.suggest_memory_format();
    if (parameter.dim() == 4 && format != torch::MemoryFormat::Contiguous) return format;
  }
  return torch::MemoryFormat::Contiguous;
}

}  // namespace

double ExampleScores::mean_loss() const { return losses.mean().item<double>(); }

double ExampleScores::accuracy() const { return 100 * correct.to(torch::kFloat64).mean().item<double>(); }

ExampleScores score_examples(networks::Classifier& classifier, const Selection& selection, const std::string& noun,
                             std::int64_t batch_size, const evograd::SharedEvaluation& shared) {
  const torch::NoGradGuard no_grad;
  const auto parameter = classifier.parameters().front();
  const auto format = memory_format(classifier);
  Progress progress("evaluating", shared.own_share(selection.size()), noun);
  const auto batches = (selection.size() + batch_size - 1) / batch_size;
  const auto parts = shared.evaluated_parts(batches, [&](std::int64_t i) {
    const auto start = i * batch_size;
    const auto length = std::min(batch_size, selection.size() - start);
    const Batch examples{{"input", selection.inputs.batch(selection.positions.narrow(0, start, length))},
                         {"label", selection.labels.narrow(0, start, length)}};
    const auto batch = examples.to(parameter.device(), parameter.scalar_type(), format);
    const auto logits = classifier.forward(batch["input"]);
    progress.advance(length);
    const auto losses = torch::cross_entropy_loss(logits, batch["label"], {}, at::Reduction::None);
    return torch::stack({losses.to(torch::kFloat64), logits.argmax(1).eq(batch["label"]).to(torch::kFloat64)}, 1);
  });
  const auto scores = torch::cat(parts).to(torch::kCPU);  // [n, 2]
  return {scores.select(1, 0).contiguous(), scores.select(1, 1).to(torch::kBool)};
}

}  // namespace meta_weight_net
