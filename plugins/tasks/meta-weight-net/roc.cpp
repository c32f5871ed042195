#include "roc.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace meta_weight_net {

double area_under_roc(const torch::Tensor& scores, const torch::Tensor& positive) {
  const auto score = scores.detach().to(torch::kCPU, torch::kFloat64).contiguous();
  if (score.isnan().any().item<bool>()) return std::numeric_limits<double>::quiet_NaN();
  const auto is_positive = positive.to(torch::kCPU, torch::kBool).contiguous();
  std::vector<std::pair<double, bool>> examples;
  for (std::int64_t i = 0; i < score.numel(); ++i) {
    examples.emplace_back(score.data_ptr<double>()[i], is_positive.data_ptr<bool>()[i]);
  }
  std::sort(examples.begin(), examples.end());

  double positives = 0;
  double negatives = 0;
  double pairs_won = 0;
  for (auto first = examples.begin(); first != examples.end();) {
    const auto last = std::find_if(first, examples.end(), [&](const auto& e) { return e.first != first->first; });
    const auto tied = static_cast<double>(std::count_if(first, last, [](const auto& e) { return e.second; }));
    const auto tied_negatives = static_cast<double>(last - first) - tied;
    pairs_won += tied * (negatives + tied_negatives / 2);
    positives += tied;
    negatives += tied_negatives;
    first = last;
  }
  if (positives == 0 || negatives == 0) return std::numeric_limits<double>::quiet_NaN();
  return pairs_won / (positives * negatives);
}

}  // namespace meta_weight_net
