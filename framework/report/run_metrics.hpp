#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "framework/report/curve.hpp"

namespace evograd::host {

/// A meta-parameter at one evaluation: y over x, or y per label.
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

/// The contents of metrics.jsonl.
struct RunMetrics {
  /// By name: "training_loss", "meta_gradient_norm", …, and with a prefix the numbers that others name:
  /// "evaluation/NAME", "estimator/NAME", "probe/NAME", "lambda/INDEX", "meta_gradient/INDEX", and
  /// "meta_parameter/NAME" for the meta-parameters that are single numbers.
  std::map<std::string, Curve> curves;
  /// Time since the start; a resumed run's continues where it was interrupted.
  Curve seconds;
  std::vector<MetaParameter> meta_parameters;  ///< the others, in order of first occurrence
  std::size_t lambda_size = 0;                 ///< size of the longest λ that was logged
  std::int64_t last_step = 0;                  ///< 0 if no line was written
  bool cut_off = false;                        ///< the last line is truncated and was skipped
  bool repeats_steps = false;                  ///< a resumed run trained some steps again; the later lines count
};

inline constexpr const char* meta_parameter_prefix = "meta_parameter/";

/// A longer λ or meta-gradient is not shown as curves.
inline constexpr std::size_t drawn_lambda_size = 8;

/// Reads metrics.jsonl of a run that may still be running. A missing file counts as empty. Throws Error, with file and
/// line, if a line other than the last is damaged.
RunMetrics read_metrics(const std::filesystem::path& file);

}  // namespace evograd::host
