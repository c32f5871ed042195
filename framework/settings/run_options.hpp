#pragma once

#include <cstdint>
#include <string>

#include "evograd/options.hpp"

namespace evograd::host {

/// "auto", "cpu", "cuda" or "cuda:N".
inline Constraint device_word() {
  const auto accepts = [](const OptionValue& value) {
    const auto& word = std::get<std::string>(value);
    if (word == "auto" || word == "cpu" || word == "cuda") return true;
    const std::string prefix = "cuda:";
    return word.starts_with(prefix) && word.size() > prefix.size() && word.size() <= prefix.size() + 3 &&
           word.find_first_not_of("0123456789", prefix.size()) == std::string::npos;
  };
  return {"\"auto\", \"cpu\", \"cuda\" or a numbered GPU such as \"cuda:1\"", accepts, {"auto", "cpu", "cuda"}};
}

/// The settings of [run].
struct RunOptions {
  std::int64_t steps = 1000;
  std::string device = "auto";
  std::int64_t threads = 0;
  bool deterministic = true;
  std::string dtype = "float32";
  std::string autocast = "none";
  std::int64_t accumulate = 1;
  std::string memory_format = "auto";
  std::string allocator = "caching";
  std::string batches = "auto";
  std::string order = "task";
  std::int64_t meta_every = 1;
  std::int64_t evaluate_every = 500;
  std::int64_t log_every = 50;

  static Schema<RunOptions> schema() {
    using O = RunOptions;
    return {
        {"steps", &O::steps, at_least(1), "base steps"},
        {"device", &O::device, device_word(), "auto takes the first GPU if there is one; cuda:1 is the second"},
        {"threads", &O::threads, non_negative(),
         "threads per operation; 0 chooses by the work of a step, at most one per core"},
        {"deterministic", &O::deterministic, any_value(),
         "whether a GPU uses kernels alone that give the same bits every time, which a resumed run needs"},
        {"dtype", &O::dtype, one_of({"float32", "float64"}), "type of parameters and data"},
        {"autocast", &O::autocast, one_of({"none", "bfloat16"}),
         "bfloat16 runs convolutions and matrix products of training in it; parameters, losses and differences stay in "
         "float32"},
        {"accumulate", &O::accumulate, at_least(1),
         "parts into which each batch is divided; the activations of one exist at a time"},
        {"memory_format", &O::memory_format, one_of({"auto", "contiguous", "channels_last"}),
         "layout of images and convolution weights; auto takes channels_last for convolutional networks, unless the "
         "estimator differentiates twice through them"},
        {"allocator", &O::allocator, one_of({"caching", "system"}),
         "whether the memory of freed CPU tensors is kept for the next step or returned to the system"},
        {"batches", &O::batches, one_of({"auto", "ahead", "in-step"}),
         "whether another thread makes the next step's batches in advance; auto does so if the run leaves a core free; "
         "results do not depend on it"},
        {"order", &O::order, one_of({"task", "meta-first", "base-first"}),
         "which update comes first in a step; task takes the order of the task's reference implementation"},
        {"meta_every", &O::meta_every, at_least(1), "one meta update every N base steps, at steps 0, N, 2N, …"},
        {"evaluate_every", &O::evaluate_every, at_least(1),
         "one evaluation every N base steps; the last step is always evaluated"},
        {"log_every", &O::log_every, at_least(1), "one line of metrics every N base steps"},
    };
  }
};

}  // namespace evograd::host
