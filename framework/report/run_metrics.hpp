#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "framework/report/curve.hpp"

namespace evograd::host {

/// How a meta-parameter looked at one evaluation: y over x, or y per label.
struct MetaParameterState {
  double step = 0;
  std::vector<double> x;
  std::vector<std::string> labels;
  std::vector<double> y;
};

/// One meta-parameter over a run.
struct MetaParameter {
  std::string name;
  std::string x_name;
  std::vector<MetaParameterState> states;  ///< by step
};

/// What metrics.jsonl holds.
struct RunMetrics {
  /// By name: "training_loss", "meta_gradient_norm", …, and below a prefix the numbers that others name:
  /// "evaluation/NAME", "estimator/NAME", "probe/NAME", "lambda/INDEX", "meta_gradient/INDEX", and
  /// "meta_parameter/NAME" of the meta-parameters that are one number.
  std::map<std::string, Curve> curves;
  /// Time since the beginning; a resumed run's goes on where it was left.
  Curve seconds;
  std::vector<MetaParameter> meta_parameters;  ///< the others, in the order in which they first occur
  std::size_t lambda_size = 0;                 ///< numbers of the longest λ that was logged
  std::int64_t last_step = 0;                  ///< 0 where no line was written
  bool cut_off = false;                        ///< the last line was, and is passed over
  bool repeats_steps = false;                  ///< a resumed run trained some steps again; the later lines count
};

inline constexpr const char* meta_parameter_prefix = "meta_parameter/";

/// Longer λ and meta-gradients are no curves.
inline constexpr std::size_t drawn_lambda_size = 8;

/// Reads metrics.jsonl of a run that may still be going on. No file is no line. Throws Error, with file and line, where
/// one other than the last is damaged.
RunMetrics read_metrics(const std::filesystem::path& file);

}  // namespace evograd::host
