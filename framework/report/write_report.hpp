#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace evograd::host {

struct WrittenReport {
  std::filesystem::path file;
  std::vector<std::string> warnings;  ///< for a terminal; the page shows them at its top
};

/// Writes the page about the runs in `folders`. An empty `file` means report.html in the one folder, or in the working
/// folder for several. Throws Error, and writes nothing, if one of the folders does not contain a run or contains a
/// damaged one.
WrittenReport write_report(const std::vector<std::filesystem::path>& folders, std::filesystem::path file);

}  // namespace evograd::host
