#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "evograd/task.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// Where the weights come from that a run starts with.
struct Pretrained {
  std::filesystem::path file;
  std::string identity;  ///< SHA-256 of all that they depend on, as the file tells
  bool trained = false;  ///< by this call, not taken from the file
};

/// Gives `backbone` the weights that [pretrain] asks for: those in its file where there is one, else newly trained
/// ones, which are then kept there. Nothing where the table asks for nothing.
///
/// `backbone` is the one that `task` was built with, on `device` already. Only its parameters and buffers change; they
/// are a function of the manifest and the data and do not depend on the run's seed, so that the runs of a comparison
/// share them. One process trains at a time, the others wait for its file. Throws Error where the task has nothing to
/// pre-train on, the file is another backbone's or damaged, or a loss is not finite; the file is then as it was.
std::optional<Pretrained> pretrain(const ResolvedManifest& manifest, Task& task,
                                   const std::shared_ptr<Backbone>& backbone, torch::Device device,
                                   const std::function<void(const std::string&)>& log);

}  // namespace evograd::host
