#pragma once

#include <filesystem>
#include <iosfwd>

namespace evograd::host {

/// Which of a run's checkpoints is exported.
enum class ExportedCheckpoint {
  result,  ///< of the evaluation that is the run's result where it was kept, else the last one
  last,
};

/// Writes the networks of the run in `run_folder` into `out`, a folder that is made: model.safetensors,
/// meta_model.safetensors, model.pt (TorchScript, where the network can be recorded) and README.md, the model card.
/// Says on `log` what was written. Throws Error, also where `out` holds files already.
void export_run(const std::filesystem::path& run_folder, const std::filesystem::path& out, ExportedCheckpoint which,
                std::ostream& log);

}  // namespace evograd::host
