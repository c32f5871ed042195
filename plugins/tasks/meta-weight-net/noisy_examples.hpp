#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "class_counts.hpp"
#include "data/epoch_sampler.hpp"
#include "data/examples/labelled_data.hpp"
#include "evograd/batch.hpp"
#include "evograd/random.hpp"
#include "options.hpp"
#include "split.hpp"

namespace meta_weight_net {

using namespace evograd;

/// A subset of a set of inputs and its labels, without a copy of the inputs.
struct Selection {
  const data::ExampleInputs& inputs;
  torch::Tensor positions;     ///< int64 [n], in `inputs`
  torch::Tensor labels;        ///< int64 [n], the labels used for learning
  torch::Tensor clean_labels;  ///< int64 [n], -1 where not known; undefined if none is known

  std::int64_t size() const { return positions.size(0); }
};

/// The task's data: training examples with partly wrong labels, a separate clean meta set, a test set.
///
/// Split, noise, batch order and augmentation are functions of the key; a batch is a function of (key, step) alone.
class NoisyExamples {
 public:
  /// Reads and splits the data. Throws Error naming the file or the option.
  NoisyExamples(const MetaWeightNetOptions& options, const std::filesystem::path& folder, RandomKey key);

  /// The inputs under input_name(): images float [B, C, H, W], normalised; tokens int64 [B, T]; features float [B, F].
  /// "label", int64 [B], partly wrong; "clean_label", int64 [B], where they are known.
  Batch training_batch(std::int64_t step);
  /// Inputs and "label" of clean examples, in the same form.
  Batch meta_batch(std::int64_t step);

  Selection training() const;
  Selection meta() const;
  Selection test() const;
  std::optional<Selection> validation() const;

  const torch::Tensor& transition() const { return transition_; }
  std::int64_t classes() const { return static_cast<std::int64_t>(data_.classes.size()); }
  const std::vector<std::string>& class_names() const { return data_.classes; }
  const InputSpecification& input() const { return data_.input; }
  const std::string& input_name() const { return data_.input_name; }
  const std::string& noun() const { return data_.noun; }

  /// The fraction of training labels that differ from the clean ones or, where those are not known, from what they were
  /// before injection; nothing if neither is known.
  std::optional<double> corrupted_fraction() const;
  /// Whether the labels that are not injected are known to be clean, or clean labels are known beside them.
  bool knows_clean_labels() const { return data_.labels_known_clean || data_.training.clean_labels.defined(); }
  /// Whether wrong labels were injected.
  bool injects() const { return injects_; }
  /// The examples whose labels were changed, as CSV: "example,given_label,true_label".
  std::string injected_labels() const;
  /// All parts, for counting.
  std::vector<CountedPart> counted_parts() const;

 private:
  torch::Tensor inputs(const data::LabelledExamples& set, const torch::Tensor& positions, RandomKey augmentation) const;
  void split(const MetaWeightNetOptions& options, RandomKey key);
  void set_meta_labels(const MetaWeightNetOptions& options);

  RandomKey key_;
  data::LabelledData data_;
  Split split_;
  std::int64_t test_size_;
  bool augment_;
  bool injects_;
  torch::Tensor transition_;
  torch::Tensor given_labels_;  ///< before noise is injected
  torch::Tensor clean_labels_;
  torch::Tensor noisy_labels_;
  torch::Tensor meta_labels_;
  std::optional<data::EpochSampler> training_order_;
  std::optional<data::EpochSampler> meta_order_;
};

}  // namespace meta_weight_net
