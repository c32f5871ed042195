#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "corpus.hpp"
#include "encoded_texts.hpp"
#include "evograd/metrics.hpp"
#include "evograd/shared_evaluation.hpp"
#include "text_classifier.hpp"

namespace metaxl {

using namespace evograd;

/// A part of the target, and the same part encoded.
struct EvaluatedPart {
  const std::vector<LabelledText>& texts;
  const EncodedTexts& encoded;
};

/// The name of the score of a labelling: "f1" for entities, else "accuracy".
std::string score_word(Labelling labelling);

/// The scores of `model`, which is in evaluation mode, on `part`, in percent: accuracy of words; accuracy of texts, the
/// mean over labels; F1, precision and recall of entities. Words that were cut off count as not found: O, or wrong.
/// `shared` says which processes share the batches.
Metrics score(TextClassifier& model, const EvaluatedPart& part, Labelling labelling,
              const std::vector<std::string>& labels, std::int64_t batch_size, const SharedEvaluation& shared);

}  // namespace metaxl
