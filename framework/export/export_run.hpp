#pragma once

#include <filesystem>
#include <iosfwd>

namespace evograd::host {

/// Which of a run's checkpoints is exported.
enum class ExportedCheckpoint {
  result,  ///< that of the evaluation that is the run's result, if it was kept, else the last one
  last,
};

/// Writes the networks of the run in `run_folder` into `out`, a folder that is created: model.safetensors,
/// meta_model.safetensors, model.pt (TorchScript, if the network can be traced) and README.md, the model card. Reports
/// on `log` what was written. Throws Error, also if `out` already contains files.
void export_run(const std::filesystem::path& run_folder, const std::filesystem::path& out, ExportedCheckpoint which);

}  // namespace evograd::host
