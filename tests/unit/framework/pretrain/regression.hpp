#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "evograd/pretraining.hpp"
#include "framework/pretrain/pretrain.hpp"
#include "tests/support/tiny_reweighting.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

namespace evograd::test {

/// max(norm(W x + b), 0) with `width` units, as "features".
std::shared_ptr<Backbone> make_features(const OptionValues& values, const InputSpecification& input);

/// A task that pre-trains its backbone on Σx², and does nothing else with it.
class Regression : public TinyReweighting, public Pretrainable {
 public:
  Regression() : TinyReweighting(true) {}
  std::unique_ptr<Pretraining> pretraining(std::shared_ptr<Backbone> backbone, RandomKey key) override;

  std::string about = "batch = 16";                        ///< the pre-training's identity
  std::function<void(std::int64_t)> before = [](auto) {};  ///< called at the beginning of each step
  std::vector<double> losses;                              ///< of pre-training, in order
};

/// A manifest with the task above, and what pre-training it came to.
struct PretrainedRun {
  /// `manifest` is that of a file in `folder` with [task], [backbone] and [estimator] before `tables`.
  PretrainedRun(const ManifestFolder& folder, const std::string& tables, std::uint64_t seed = 1);

  /// Makes the backbone from the run's seed and pre-trains it.
  void operator()();

  /// Every parameter and buffer of the backbone, end to end, in double precision.
  torch::Tensor state() const;

  BackboneEntry entry;
  host::ResolvedManifest manifest;
  std::uint64_t seed;
  Regression task;
  std::shared_ptr<Backbone> backbone;
  std::optional<host::Pretrained> result;
};

}  // namespace evograd::test
