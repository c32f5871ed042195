#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "framework/checkpoint/checkpoint_folder.hpp"
#include "framework/export/torchscript_file.hpp"
#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// The information that accompanies an exported network.
struct ModelCard {
  const ResolvedManifest& manifest;
  const FoundCheckpoint& checkpoint;
  std::vector<std::string> prediction_inputs;
  std::int64_t model_parameters = 0;
  std::int64_t meta_parameters = 0;
  bool has_meta_model = false;
  TorchScriptExport torchscript = {};

  /// The model card in Markdown.
  std::string text() const;
};

}  // namespace evograd::host
