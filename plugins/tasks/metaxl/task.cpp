#include "task.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <utility>

#include "evaluation.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "lengths.hpp"
#include "masked_language_modelling.hpp"

namespace metaxl {
namespace {

void expect_texts(const std::vector<LabelledText>& texts, const char* part) {
  if (!texts.empty()) return;
  throw Error("task 'metaxl'", std::string("the ") + part + " part has no texts",
              "use another language, or reduce the other parts");
}

}  // namespace

void MetaXl::open(const TaskContext& context) {
  const auto key = context.randomness.fold("metaxl");
  corpus_ = open_corpus(options_, context.folder, key);
  expect_texts(corpus_->development, "target's development");
  expect_texts(corpus_->test, "target's test");

  const auto encode = [&](const std::vector<LabelledText>& texts, std::int64_t longest) {
    return EncodedTexts(texts, *corpus_->tokenizer, corpus_->labelling, longest);
  };
  const auto evaluated = options_.evaluation_length > 0 ? options_.evaluation_length
                         : options_.data == "names"     ? training_length(options_)
                                                        : longest_evaluated;
  source_ = encode(corpus_->source, training_length(options_));
  train_ = encode(corpus_->train, training_length(options_));
  development_ = encode(corpus_->development, evaluated);
  test_ = encode(corpus_->test, evaluated);
  logging::info(corpus_->summary);
  if (const auto words = source_.words_cut_off() + train_.words_cut_off(); words > 0) {
    logging::info(fmt::format("{} words cut off in training, where texts have at most {} tokens", words,
                              training_length(options_)));
  }
  if (const auto words = development_.words_cut_off() + test_.words_cut_off(); words > 0) {
    logging::info(
        fmt::format("{} words cut off in evaluation, where texts have at most {} tokens; they count as not found",
                    words, evaluated));
  }

  const auto held = options_.target_batch_size / options_.portion;
  if (transforms() && held == 0) {
    throw Error("[task] portion",
                fmt::format("is {}, but there are only {} texts in a target batch", options_.portion,
                            options_.target_batch_size),
                "reduce it, or increase target_batch_size");
  }
  if (trains_on("source")) {
    source_sampler_.emplace(key.fold("source-batches"), corpus_->source, options_.source_batch_size,
                            options_.balanced_source && corpus_->labelling == Labelling::text);
  }
  target_sampler_.emplace(key.fold("target-batches"), train_.size(), options_.target_batch_size,
                          transforms() ? held : 0);
}

InputSpecification MetaXl::input() const {
  const auto longest =
      std::max({training_length(options_), options_.evaluation_length, development_.longest(), test_.longest()});
  return {{longest}, corpus_->tokenizer->vocabulary(), corpus_->tokenizer->special().padding};
}

std::vector<networks::SiteChannels> MetaXl::chosen_sites(Backbone& backbone) const {
  if (!transforms()) return {};
  const auto all = networks::site_channels(backbone, input());
  if (all.empty()) {
    throw Error("backbone", "has no sites for a representation transformation",
                "choose another backbone, or set [task] transformation = \"none\"");
  }
  if (options_.sites.empty()) return {all.back()};
  return networks::named_sites(all, options_.sites);
}

void MetaXl::build(std::shared_ptr<Backbone> backbone) {
  model_ = std::make_shared<TextClassifier>(backbone, input(), corpus_->labelling,
                                            static_cast<std::int64_t>(corpus_->labels.size()));
  transformation_ = std::make_shared<RepresentationTransformation>(
      chosen_sites(*backbone),
      RepresentationTransformation::Form{options_.bottleneck, options_.detach, options_.transformation == "learned"});
}

std::unique_ptr<Pretraining> MetaXl::pretraining(std::shared_ptr<Backbone> backbone, RandomKey key) {
  return std::make_unique<MaskedLanguageModelling>(
      std::move(backbone), corpus_->unlabelled, *corpus_->tokenizer,
      MaskedLanguageModelling::Form{options_.mask_probability, options_.mask_batch_size, training_length(options_)},
      key);
}

Batch MetaXl::training_batch(std::int64_t step, std::int64_t index) {
  Batch batch;
  const auto add = [&](const std::string& side, TokenBatch texts) {
    batch.set(side + "_tokens", std::move(texts.tokens));
    batch.set(side + "_labels", std::move(texts.labels));
  };
  if (trains_on("source")) add("source", source_.batch(source_sampler_->indices(step + index)));
  if (trains_on("target")) add("target", train_.batch(target_sampler_->training(step + index)));
  return batch;
}

Batch MetaXl::validation_batch(std::int64_t step) {
  const auto texts = train_.batch(target_sampler_->validation(step));
  return {{"target_tokens", texts.tokens}, {"target_labels", texts.labels}};
}

void MetaXl::encode_side(const Batch& batch, const std::string& side, Tap& tap, Batch& encoded) {
  if (!batch.contains(side + "_tokens")) return;
  const auto [features, labels] = model_->features({batch[side + "_tokens"], batch[side + "_labels"]}, tap);
  encoded.set(side + "_features", torch::dropout(features, options_.head_dropout, true));
  encoded.set(side + "_labels", labels);
}

Batch MetaXl::encode(const Batch& batch, LossKind) {
  model_->train();
  networks::TransformingTap transforming(*transformation_);
  Tap unchanged;
  Batch encoded;
  encode_side(batch, "source", transforming, encoded);
  encode_side(batch, "target", unchanged, encoded);
  return encoded;
}

torch::Tensor MetaXl::head_loss(const Batch& encoded, LossKind) { return loss_of_sides(encoded, 1, 1); }

torch::Tensor MetaXl::partial_loss(const Batch& part, const Batch& whole, LossKind kind) {
  const auto share = [&](const char* labels) {
    if (!whole.contains(labels)) return 0.0;
    const auto count = [&](const Batch& batch) { return batch[labels].ne(no_label).sum().item<double>(); };
    return count(part) / count(whole);
  };
  return loss_of_sides(encode(part, kind), share("source_labels"), share("target_labels"));
}

/// The means over labels, each times its share.
torch::Tensor MetaXl::loss_of_sides(const Batch& encoded, double source_share, double target_share) {
  torch::Tensor loss;
  const auto add = [&](const std::string& side, double weight) {
    if (!encoded.contains(side + "_features")) return;
    const auto logits = model_->logits(encoded[side + "_features"]);
    const auto& labels = encoded[side + "_labels"];
    // The mean over no labels, of a part of a batch, would be NaN.
    const auto mean = weight * (labels.numel() > 0 ? torch::cross_entropy_loss(logits, labels) : logits.sum());
    loss = loss.defined() ? loss + mean : mean;
  };
  add("source", options_.source_weight * source_share);
  add("target", target_share);
  return loss;
}

Metrics MetaXl::evaluate() {
  model_->eval();
  Metrics metrics;
  const auto add = [&](const char* part, const EvaluatedPart& evaluated) {
    const auto scores =
        score(*model_, evaluated, corpus_->labelling, corpus_->labels, options_.evaluation_batch_size, *this);
    for (const auto& [name, value] : scores) metrics.emplace_back(std::string(part) + "_" + name, value);
  };
  add("test", {corpus_->test, test_});
  add("development", {corpus_->development, development_});
  return metrics;
}

std::vector<MetaParameterPicture> MetaXl::meta_parameter_pictures() {
  MetaParameterPicture strength{.name = "Frobenius norm of m W2", .x_name = "site"};
  for (const auto& [site, norm] : transformation_->strength_by_site()) {
    strength.labels.push_back(site);
    strength.y.push_back(norm);
  }
  if (strength.labels.empty()) return {};
  return {strength};
}

torch::Tensor MetaXl::predict(const Batch& inputs) {
  model_->eval();
  return model_->predict(inputs["target_tokens"]);
}

std::string MetaXl::score_name() const { return "test_" + score_word(corpus_->labelling); }
TaskTraits MetaXl::traits() const {
  return {.batches_on_another_thread = true, .selection = "development_" + score_word(corpus_->labelling)};
}

}  // namespace metaxl
