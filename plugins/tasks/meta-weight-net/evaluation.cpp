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
                             std::int64_t batch_size) {
  const torch::NoGradGuard no_grad;
  const auto parameter = classifier.parameters().front();
  const auto format = memory_format(classifier);
  std::vector<torch::Tensor> losses;
  std::vector<torch::Tensor> correct;
  Progress progress("evaluating", selection.size(), noun);
  for (std::int64_t start = 0; start < selection.size(); start += batch_size) {
    const auto length = std::min(batch_size, selection.size() - start);
    const Batch examples{{"input", selection.inputs.batch(selection.positions.narrow(0, start, length))},
                         {"label", selection.labels.narrow(0, start, length)}};
    const auto batch = examples.to(parameter.device(), parameter.scalar_type(), format);
    const auto logits = classifier.forward(batch["input"]);
    losses.push_back(torch::cross_entropy_loss(logits, batch["label"], {}, at::Reduction::None));
    correct.push_back(logits.argmax(1).eq(batch["label"]));
    progress.advance(length);
  }
  return {torch::cat(losses).to(torch::kCPU, torch::kFloat64), torch::cat(correct).to(torch::kCPU)};
}

}  // namespace meta_weight_net
