#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "framework/manifest/resolved_manifest.hpp"

namespace evograd::host {

/// The options of the backbone with every path absolute: relative ones are relative to the manifest's folder, as those
/// of data are.
OptionValues with_absolute_paths(const ResolvedManifest& manifest);

/// A file that the backbone of a manifest reads.
struct BackboneFile {
  std::string option;          ///< "file"; "weights/model.safetensors" for a file in the folder that an option names
  std::filesystem::path path;  ///< absolute
  std::string sha256;
};

/// The files that the backbone's options name; of folders, the files in them that end in .safetensors or .json. Files
/// that cannot be read are left out. A file is read again only after it changed.
std::vector<BackboneFile> backbone_files(const ResolvedManifest& manifest);

}  // namespace evograd::host
