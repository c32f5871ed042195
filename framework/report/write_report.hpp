#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace evograd::host {

struct WrittenReport {
  std::filesystem::path file;
  std::vector<std::string> warnings;  ///< for a terminal; the page shows them at its top
};

/// Writes the page about the runs in `folders`. An empty `file` is report.html in the one folder, or in the working
/// folder for several. Throws Error, and writes nothing, when one of the folders holds no run or a damaged one.
WrittenReport write_report(const std::vector<std::filesystem::path>& folders, std::filesystem::path file);

}  // namespace evograd::host
