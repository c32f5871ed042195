#include "evaluation.hpp"

#include <torch/torch.h>

#include <algorithm>

#include "evograd/progress.hpp"
#include "tasks/metaxl/data/scores.hpp"

namespace metaxl {
namespace {

/// The labels that the model predicts for each text, or for those of its words that it received.
std::vector<std::vector<std::int64_t>> predictions(TextClassifier& model, const EncodedTexts& texts,
                                                   std::int64_t batch_size, const SharedEvaluation& shared) {
  const auto device = model.parameters().front().device();
  std::vector<std::vector<std::int64_t>> all(static_cast<std::size_t>(texts.size()));
  const auto order = texts.by_length();
  Tap unchanged;
  Progress progress("evaluating", shared.own_share(texts.size()), "texts");
  const auto rows_of = [&](std::int64_t i) {
    return order.slice(0, i * batch_size, std::min(texts.size(), (i + 1) * batch_size));
  };
  const auto parts = shared.evaluated_parts((texts.size() + batch_size - 1) / batch_size, [&](std::int64_t i) {
    const auto batch = texts.batch(rows_of(i));
    const auto features = model.features({batch.tokens.to(device), batch.labels.to(device)}, unchanged).features;
    progress.advance(batch.tokens.size(0));
    return model.logits(features).argmax(1);
  });
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto rows = rows_of(static_cast<std::int64_t>(i));
    const auto labels = texts.batch(rows).labels;
    const auto given = parts[i].to(torch::kCPU).contiguous();
    const auto* next = given.data_ptr<std::int64_t>();
    for (std::int64_t row = 0; row < rows.size(0); ++row) {
      const auto words = labels.dim() == 1 ? 1 : labels[row].ne(no_label).sum().item<std::int64_t>();
      all[static_cast<std::size_t>(rows[row].item<std::int64_t>())].assign(next, next + words);
      next += words;
    }
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
              const std::vector<std::string>& labels, std::int64_t batch_size, const SharedEvaluation& shared) {
  const auto given = predictions(model, part.encoded, batch_size, shared);
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
