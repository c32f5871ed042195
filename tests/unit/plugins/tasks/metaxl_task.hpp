#pragma once

#include <torch/torch.h>

#include <filesystem>
#include <memory>

#include "backbones/transformer/transformer.hpp"
#include "evograd/bilevel_problem.hpp"
#include "tasks/metaxl/task.hpp"

namespace evograd::test {

/// Sentences of six made-up words between two special tokens: 40 tokens, 9 labels.
inline metaxl::MetaXlOptions small_metaxl() {
  metaxl::MetaXlOptions options;
  options.data = "synthetic";
  options.vocabulary_size = 40;
  options.length = 8;
  options.source_size = 30;
  options.target_size = 16;
  options.development_size = 6;
  options.test_size = 7;
  options.source_batch_size = 4;
  options.target_batch_size = 6;
  options.bottleneck = 3;
  return options;
}

inline std::unique_ptr<metaxl::MetaXl> opened_metaxl(const metaxl::MetaXlOptions& options, std::uint64_t seed = 1,
                                                     const std::filesystem::path& folder = {}) {
  auto task = std::make_unique<metaxl::MetaXl>(options);
  TaskContext context;
  context.randomness = RandomKey(seed);
  context.folder = folder;
  task->open(context);
  return task;
}

/// Of two layers with eight channels; its sites are "embeddings", "layer.0", "layer.1".
inline std::shared_ptr<Backbone> small_transformer(const InputSpecification& input, double dropout = 0.1) {
  torch::manual_seed(3);
  return std::make_shared<backbones::Transformer>(backbones::TransformerOptions{8, 2, 2, 12, dropout, "post"}, input);
}

/// With a small transformer, in double precision.
inline std::unique_ptr<metaxl::MetaXl> built_metaxl(const metaxl::MetaXlOptions& options) {
  auto task = opened_metaxl(options);
  task->build(small_transformer(task->input()));
  for (const auto& module : {task->model(), task->meta_model()}) module->to(torch::kFloat64);
  return task;
}

inline BilevelStep metaxl_step(TrainingState& state) {
  return make_step(state, {.run = RandomKey(1), .base_learning_rate = 0.1});
}

}  // namespace evograd::test
