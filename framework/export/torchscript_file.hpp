#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "evograd/task.hpp"
#include "framework/trainer/trainer.hpp"

namespace evograd::host {

/// The result of an attempt to write TorchScript.
struct TorchScriptExport {
  bool written = false;
  bool any_batch_size = false;  ///< if written: it also works on half a batch
  /// If written: names and shapes of forward()'s inputs, "image [B, 1, 28, 28]"; the lengths after B are fixed by the
  /// trace.
  std::vector<std::string> inputs = {};
  std::string reason = {};  ///< why it was not written
};

/// Traces the prediction of `task` as a TorchScript module in `file`: its parameters and buffers have the network's
/// names, each its own storage, and forward() takes the tensors that Predictor::prediction_inputs() names.
///
/// The module is loaded again and must reproduce the network's numbers on another batch, otherwise no file is left.
/// Restores modules afterwards. Throws Error only if the file cannot be written.
TorchScriptExport write_torchscript(const std::filesystem::path& file, Task& task, Trainer& trainer);

}  // namespace evograd::host
