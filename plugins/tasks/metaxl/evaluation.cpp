#include "evaluation.hpp"

#include <torch/torch.h>

#include <algorithm>

#include "evograd/progress.hpp"
#include "tasks/metaxl/data/scores.hpp"

namespace metaxl {
namespace {

/// The labels that the model predicts for each text, or for those of its words that it received.
std::vector<std::vector<std::int64_t>> predictions(TextClassifier& model, const EncodedTexts& texts,
                                                   std::int64_t batch_size) {
  const auto device = model.parameters().front().device();
  std::vector<std::vector<std::int64_t>> all(static_cast<std::size_t>(texts.size()));
  const auto order = texts.by_length();
  Tap unchanged;
  Progress progress("evaluating", texts.size(), "texts");
  for (std::int64_t start = 0; start < texts.size(); start += batch_size) {
    const auto rows = order.slice(0, start, std::min(texts.size(), start + batch_size));
    const auto batch = texts.batch(rows);
    const auto features = model.features({batch.tokens.to(device), batch.labels.to(device)}, unchanged).features;
    const auto given = model.logits(features).argmax(1).to(torch::kCPU);
    const auto* next = given.data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < rows.size(0); ++i) {
      const auto words = batch.labels.dim() == 1 ? 1 : batch.labels[i].ne(no_label).sum().item<std::int64_t>();
      all[static_cast<std::size_t>(rows[i].item<std::int64_t>())].assign(next, next + words);
      next += words;
    }
    progress.advance(rows.size(0));
  }
  return all;
}

Metrics entity_score(const std::vector<LabelledText>& texts, const std::vector<std::vector<std::int64_t>>& given,
                     const std::vector<std::string>& labels) {
  EntityScore score;
  const auto tags = [&](const std::vector<std::int64_t>& numbers, std::size_t length) {
    std::vector<std::string> words(length, "O");
    for (std::size_t i = 0; i < numbers.size(); ++i) words[i] = labels.at(static_cast<std::size_t>(numbers[i]));
    return words;
  };
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto length = texts[i].labels.size();
    score.add(tags(texts[i].labels, length), tags(given[i], length));
  }
  return {{"f1", 100 * score.f1()}, {"precision", 100 * score.precision()}, {"recall", 100 * score.recall()}};
}

}  // namespace

std::string score_word(Labelling labelling) { return labelling == Labelling::entities ? "f1" : "accuracy"; }

Metrics score(TextClassifier& model, const EvaluatedPart& part, Labelling labelling,
              const std::vector<std::string>& labels, std::int64_t batch_size) {
  const auto given = predictions(model, part.encoded, batch_size);
  if (labelling == Labelling::entities) return entity_score(part.texts, given, labels);
  ClassScore score(static_cast<std::int64_t>(labels.size()));
  for (std::size_t i = 0; i < part.texts.size(); ++i) {
    const auto& truth = part.texts[i].labels;
    for (std::size_t j = 0; j < truth.size(); ++j) {
      score.add(truth[j], j < given[i].size() ? given[i][j] : ClassScore::none);
    }
  }
  return {{"accuracy", 100 * (labelling == Labelling::text ? score.macro_accuracy() : score.accuracy())}};
}

}  // namespace metaxl
