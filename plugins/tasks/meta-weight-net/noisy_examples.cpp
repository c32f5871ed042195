#include "noisy_examples.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>

#include "data_request.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "label_noise.hpp"

namespace meta_weight_net {
namespace {

constexpr std::int64_t usual_batch_size = 100;

data::EpochSampler order(RandomKey key, std::int64_t count, std::int64_t batch_size, const char* option,
                         const std::string& noun) {
  if (batch_size > count) {
    throw Error("task 'meta-weight-net'",
                fmt::format("{} is {}, but there are only {} {}", option, batch_size, count, noun),
                std::string("reduce ") + option);
  }
  return {key.fold(option), count, batch_size > 0 ? batch_size : std::min(usual_batch_size, count)};
}

/// A field of a CSV file.
std::string quoted(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string result = "\"";
  for (const char c : text) result += c == '"' ? "\"\"" : std::string(1, c);
  return result + "\"";
}

torch::Tensor known_or_undefined(const torch::Tensor& labels, const torch::Tensor& positions) {
  return labels.defined() ? labels.index_select(0, positions) : torch::Tensor();
}

}  // namespace

NoisyExamples::NoisyExamples(const MetaWeightNetOptions& options, const std::filesystem::path& folder, RandomKey key)
    : key_(key), data_(data::open_labelled_data(data_request(options, folder), key)) {
  split(options, key);
  test_size_ = options.test_size > 0 ? std::min(options.test_size, data_.test.size()) : data_.test.size();
  augment_ = options.augment == "on" || (options.augment == "auto" && data_.colour_photographs);
  const auto noise = noise_named(noise_of(options));
  injects_ = noise != Noise::none && options.noise_rate > 0;
  transition_ = transition_matrix(noise, options.noise_rate, classes(), key.fold("noise classes"));
  given_labels_ = data_.training.labels.index_select(0, split_.training);
  noisy_labels_ = corrupted(given_labels_, transition_, key.fold("noise"));
  clean_labels_ = known_or_undefined(data_.training.clean_labels, split_.training);
  if (!clean_labels_.defined() && (injects_ || data_.labels_known_clean)) clean_labels_ = given_labels_;
  set_meta_labels(options);
  training_order_ = order(key, split_.training.size(0), options.batch_size, "batch_size", data_.noun);
  meta_order_ = order(key, split_.meta.size(0), options.meta_batch_size, "meta_batch_size", data_.noun);
}

void NoisyExamples::split(const MetaWeightNetOptions& options, RandomKey key) {
  const bool balanced = options.meta_classes == "balanced";
  const bool clean = options.meta_labels == "clean";
  if (clean && (data_.meta || !data_.training.clean_labels.defined())) {
    throw Error("[task] meta_labels",
                std::string("is \"clean\", but ") +
                    (data_.meta ? "the meta set has labels of its own" : "there are no clean labels"),
                data_.meta ? "remove it" : "set 'clean_labels' to a file with them");
  }
  const auto available = clean ? data_.training.clean_labels.ge(0).sum().item<std::int64_t>() : data_.training.size();
  split_ = split_training_part(data_.training.labels,
                               {.classes = data_.classes,
                                .noun = data_.noun,
                                .meta_size = data_.meta ? 0 : meta_size_of(options, available, classes()),
                                .balanced_meta = balanced,
                                .train_size = options.train_size,
                                .imbalance = options.imbalance,
                                .meta_labels = clean ? data_.training.clean_labels : torch::Tensor()},
                               key.fold("split"));
  if (data_.meta) {
    split_.meta = subset(data_.meta->labels, classes(), options.meta_size, balanced, key.fold("meta subset"));
  }
}

void NoisyExamples::set_meta_labels(const MetaWeightNetOptions& options) {
  const auto& set = data_.meta ? *data_.meta : data_.training;
  const bool clean = options.meta_labels == "clean";
  meta_labels_ = (clean ? set.clean_labels : set.labels).index_select(0, split_.meta);
  const bool published = options.labels.empty() && (options.dataset.starts_with("cifar") || data_.labels_known_clean);
  if (clean || data_.meta || published || injects_) return;
  logging::warning(
      fmt::format("the meta set is taken out of the training part, and its labels are not known to be clean: "
                  "give {} that were checked, with 'meta'",
                  data_.noun));
}

Batch NoisyExamples::training_batch(std::int64_t step) {
  const auto chosen = training_order_->indices(step);
  const auto key = key_.fold("training augmentation").fold(static_cast<std::uint64_t>(step));
  Batch batch{{data_.input_name, inputs(data_.training, split_.training.index_select(0, chosen), key)},
              {"label", noisy_labels_.index_select(0, chosen)}};
  if (clean_labels_.defined()) batch.set("clean_label", clean_labels_.index_select(0, chosen));
  return batch;
}

Batch NoisyExamples::meta_batch(std::int64_t step) {
  const auto chosen = meta_order_->indices(step);
  const auto key = key_.fold("meta augmentation").fold(static_cast<std::uint64_t>(step));
  const auto& set = data_.meta ? *data_.meta : data_.training;
  return {{data_.input_name, inputs(set, split_.meta.index_select(0, chosen), key)},
          {"label", meta_labels_.index_select(0, chosen)}};
}

Selection NoisyExamples::training() const {
  return {*data_.training.inputs, split_.training, noisy_labels_, clean_labels_};
}

Selection NoisyExamples::meta() const {
  return {data_.meta ? *data_.meta->inputs : *data_.training.inputs, split_.meta, meta_labels_, meta_labels_};
}

Selection NoisyExamples::test() const {
  const auto labels = data_.test.labels.narrow(0, 0, test_size_);
  return {*data_.test.inputs, torch::arange(test_size_), labels, labels};
}

std::optional<Selection> NoisyExamples::validation() const {
  if (!data_.validation) return std::nullopt;
  const auto& labels = data_.validation->labels;
  return Selection{*data_.validation->inputs, torch::arange(labels.size(0)), labels, labels};
}

std::optional<double> NoisyExamples::corrupted_fraction() const {
  if (!clean_labels_.defined()) return std::nullopt;
  const auto known = clean_labels_.ge(0);
  if (!known.any().item<bool>()) return std::nullopt;
  return noisy_labels_.ne(clean_labels_).masked_select(known).to(torch::kFloat64).mean().item<double>();
}

std::string NoisyExamples::injected_labels() const {
  std::string lines = "example,given_label,true_label\n";
  const auto changed = noisy_labels_.ne(given_labels_).nonzero().squeeze(1);
  const auto order = std::get<1>(split_.training.index_select(0, changed).sort());
  const auto name = [&](const torch::Tensor& labels, std::int64_t at) {
    return quoted(data_.classes[static_cast<std::size_t>(labels.data_ptr<std::int64_t>()[at])]);
  };
  for (std::int64_t i = 0; i < order.size(0); ++i) {
    const auto at = changed.data_ptr<std::int64_t>()[order.data_ptr<std::int64_t>()[i]];
    const auto example = split_.training.data_ptr<std::int64_t>()[at];
    lines += quoted(data_.training.inputs->name(example)) + "," + name(noisy_labels_, at) + "," +
             name(given_labels_, at) + "\n";
  }
  return lines;
}

std::vector<CountedPart> NoisyExamples::counted_parts() const {
  std::vector<CountedPart> parts{{"training", given_labels_}, {"meta", meta_labels_}};
  if (data_.validation) parts.push_back({"validation", data_.validation->labels});
  parts.push_back({"test", test().labels});
  return parts;
}

torch::Tensor NoisyExamples::inputs(const data::LabelledExamples& set, const torch::Tensor& positions,
                                    RandomKey augmentation) const {
  return augment_ ? set.inputs->augmented(positions, augmentation) : set.inputs->batch(positions);
}

}  // namespace meta_weight_net
