#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "evograd/task.hpp"
#include "framework/trainer/trainer.hpp"

namespace evograd::host {

/// How an attempt to write TorchScript ended.
struct TorchScriptExport {
  bool written = false;
  bool any_batch_size = false;  ///< of a written one: it was tried on half a batch, too
  /// Of a written one: names and shapes of forward()'s inputs, "image [B, 1, 28, 28]"; the lengths after B are
  /// recorded.
  std::vector<std::string> inputs = {};
  std::string reason = {};  ///< why none was written
};

/// Records what `task` predicts, while it does, as a TorchScript module in `file`: its parameters and buffers have the
/// network's names, each its own storage, and forward() takes the tensors that Predictor::prediction_inputs() names.
///
/// The module is loaded again and must give the network's own numbers on another batch, else there is no file. Modules
/// are put back as they were. Throws Error only where the disk takes no file.
TorchScriptExport write_torchscript(const std::filesystem::path& file, Task& task, Trainer& trainer);

}  // namespace evograd::host
