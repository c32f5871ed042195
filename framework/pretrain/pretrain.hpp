#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "evograd/task.hpp"
#include "framework/distributed/team.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// The origin of the weights that a run starts with.
struct Pretrained {
  std::filesystem::path file;
  std::string identity;  ///< SHA-256 of everything that they depend on, as recorded in the file
  bool trained = false;  ///< by this call, not loaded from the file
};

/// Gives `backbone` the weights that [pretrain] specifies: those in its file if it exists, otherwise newly trained
/// ones, which are then stored there. Returns nothing if the table requests nothing.
///
/// `backbone` is the one that `task` was built with, already on `device`. Only its parameters and buffers change; they
/// are a function of the manifest and the data and do not depend on the run's seed, so that the runs of a comparison
/// share them. One process trains at a time, the others wait for its file. The processes of a `team` share each batch
/// of a DivisiblePretraining; those other than rank 0 return nothing, and their backbone is not what rank 0's is.
/// Throws Error if the task does not define pre-training, the file is damaged or contains another backbone, or a loss
/// is not finite; the file is then unchanged.
std::optional<Pretrained> pretrain(const ResolvedManifest& manifest, Task& task,
                                   const std::shared_ptr<Backbone>& backbone, torch::Device device,
                                   Team* team = nullptr);

}  // namespace evograd::host
