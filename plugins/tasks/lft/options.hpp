#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evograd/options.hpp"

namespace lft {

using namespace evograd;

/// The options of the manifest's [task]; `evograd describe lft` shows their descriptions.
struct LftOptions {
  std::string data = "glyphs";
  std::string folder;
  std::string list_root;
  std::vector<std::string> domains;
  std::string held_out;
  std::string base_domain;
  std::int64_t image_size = 0;
  std::int64_t channels = 3;
  bool augment = true;
  bool skip_corrupt = false;
  std::string cache;

  std::vector<std::string> fonts;
  std::string glyph_style = "own";
  double glyph_jitter = 0.8;
  std::int64_t glyph_samples = 40;

  std::int64_t ways = 5;
  std::int64_t shots = 5;
  std::int64_t queries = 16;
  std::string domains_drawn = "step";
  std::int64_t epoch_steps = 100;

  std::string head = "relation-softmax";
  std::string transformation = "learned";
  double gamma_start = 0.3;
  double beta_start = 0.5;
  std::vector<std::string> sites;

  std::int64_t auxiliary_batch_size = 16;
  double auxiliary_decay = 0.9;
  std::int64_t auxiliary_periods = 20;
  std::int64_t pretraining_batch_size = 16;

  std::int64_t episodes = 1000;
  std::int64_t seen_episodes = 200;
  std::int64_t evaluation_queries = 15;
  std::int64_t evaluation_batch_size = 64;

  static Schema<LftOptions> schema();
};

}  // namespace lft
