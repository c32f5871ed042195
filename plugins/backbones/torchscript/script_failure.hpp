#pragma once

#include <ATen/core/ivalue.h>

#include <string>

namespace backbones {

/// When a script failed.
enum class Stage {
  first_run,  ///< on zeros of the task's shape, in evaluation mode, or on an input of another shape
  training,   ///< later; the same shape with two examples worked before
};

/// The remedy for a script that fails with `reason`; empty if the reason does not tell one. `tokens` if its input are
/// tokens.
std::string script_help(const std::string& reason, Stage stage, bool tokens);

/// What forward() returned instead of a tensor: "a tuple of 2 (tensor, tensor)".
std::string described_result(const c10::IValue& output);

/// How to return one tensor instead of `output`.
std::string result_help(const c10::IValue& output);

/// Whether `reason` is about sizes of tensors or types of numbers.
bool is_about_shapes(const std::string& reason);

}  // namespace backbones
