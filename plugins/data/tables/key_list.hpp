#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace data {

/// The lines of a list of files: "PATH LABEL" or only "PATH", as in Clothing1M, WebVision and many others.
struct KeyList {
  std::filesystem::path file;
  std::vector<std::string> keys;    ///< paths, with '/' between the parts
  std::vector<std::string> labels;  ///< empty strings if lines are only paths
  std::vector<std::int64_t> lines;
  bool labelled = false;

  std::string place(std::size_t entry) const;
};

/// Reads a list. The label is what follows the last blank or tab, or, if that is so in all lines, a tab, comma or
/// semicolon after the name of an image; or what stands in front of the first blank, if all lines end with the name of
/// an image and repeat what stands there. Empty lines and quotes around paths and labels are ignored, and backslashes
/// in paths are taken as slashes.
///
/// A list is one of paths alone if no line has a blank, or all lines end with the name of an image. Throws Error naming
/// file and line if only some have a label, and see table_text().
KeyList read_key_list(const std::filesystem::path& file);

/// A path as it stands in a list, with '/' between the parts and without "./" in front.
std::string normal_key(std::string path);

}  // namespace data
