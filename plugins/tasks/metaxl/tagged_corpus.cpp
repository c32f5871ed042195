#include "tagged_corpus.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "evograd/error.hpp"
#include "tasks/metaxl/data/label_set.hpp"
#include "tasks/metaxl/data/tagged_folder.hpp"

namespace metaxl {
namespace {

/// `wanted` of the sentences in random order, or all of them in their original order.
std::vector<TaggedSentence> drawn(const std::vector<TaggedSentence>& sentences, std::int64_t wanted, RandomKey key) {
  const auto count = static_cast<std::int64_t>(sentences.size());
  if (wanted == 0 || wanted >= count) return sentences;
  const auto order = torch::randperm(count, key.generator());
  std::vector<TaggedSentence> some;
  for (std::int64_t i = 0; i < wanted; ++i)
    some.push_back(sentences[static_cast<std::size_t>(order[i].item<int64_t>())]);
  return some;
}

std::vector<TaggedSentence> front(std::vector<TaggedSentence> sentences, std::int64_t wanted) {
  if (wanted > 0) sentences.resize(std::min(sentences.size(), static_cast<std::size_t>(wanted)));
  return sentences;
}

std::vector<LabelledText> texts(const std::vector<TaggedSentence>& sentences, const LabelSet& labels) {
  std::vector<LabelledText> all;
  all.reserve(sentences.size());
  for (const auto& sentence : sentences) {
    LabelledText text{sentence.tokens, {}};
    for (const auto& tag : sentence.tags) text.labels.push_back(labels.number(tag));
    all.push_back(std::move(text));
  }
  return all;
}

TextColumns columns_of(const MetaXlOptions& options) {
  return {.word_column = options.word_column,
          .tag_column = options.tag_column,
          .comments = options.comments,
          .tags_are_types = options.tag_scheme == "types"};
}

TaggedParts read_sources(const MetaXlOptions& options, const std::filesystem::path& folder, TextFormat format) {
  if (options.source.empty())
    throw Error("[task] source", "is empty", "set it to the folder name of a source language");
  TaggedParts all;
  for (const auto& language : options.source) {
    auto read = read_tagged_folder(folder / language, format, {Part::train}, columns_of(options));
    auto& sentences = read[Part::train].sentences;
    std::move(sentences.begin(), sentences.end(), std::back_inserter(all[Part::train].sentences));
  }
  return all;
}

}  // namespace

Corpus tagged_corpus(const MetaXlOptions& options, const std::filesystem::path& folder, RandomKey key) {
  const bool entities = options.data == "conll";
  const auto format = entities ? TextFormat::conll : TextFormat::conllu;
  if (std::find(options.source.begin(), options.source.end(), options.target) != options.source.end()) {
    throw Error("[task] source", "'" + options.target + "' is also the target",
                "use different languages for source and target");
  }
  auto source = read_sources(options, folder, format);
  auto target = read_tagged_folder(folder / options.target, format, {Part::train, Part::development, Part::test},
                                   columns_of(options));
  const auto labels = share_labels(source, target, entities ? TagScheme::iob2 : TagScheme::plain,
                                   {options.labels, options.label_mapping});

  Corpus corpus;
  corpus.labelling = entities ? Labelling::entities : Labelling::words;
  corpus.labels = labels.tags();
  corpus.source = texts(drawn(source[Part::train].sentences, options.source_size, key.fold("source")), labels);
  corpus.train = texts(drawn(target[Part::train].sentences, options.target_size, key.fold("target")), labels);
  corpus.development = texts(front(target[Part::development].sentences, options.development_size), labels);
  corpus.test = texts(front(target[Part::test].sentences, options.test_size), labels);
  for (const auto* language : {&source, &target}) {
    for (const auto& sentence : (*language)[Part::train].sentences) corpus.unlabelled.push_back(sentence.tokens);
  }
  return corpus;
}

}  // namespace metaxl
