#pragma once

#include <set>
#include <string>
#include <vector>

#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// Something that the runs of a page do not have in common though their numbers stand side by side, or that changed
/// within a run.
struct ProgramDifference {
  struct Variant {
    std::string what;  ///< "0.2.0, sha256 3c43…"
    std::vector<std::string> runs;
  };
  std::string subject;  ///< "plugin 'evograd'", "LibTorch"
  std::string remark;   ///< a sentence: what it means for the reader
  std::vector<Variant> variants;

  /// Labels of all runs it concerns.
  std::set<std::string> runs() const;
  /// For a terminal, without end of line.
  std::string text() const;
};

/// Plugins of the same name that were different files, different host or LibTorch versions, and runs that went on under
/// another program than the one that began them. In the order of the runs.
std::vector<ProgramDifference> program_differences(const std::vector<ReportedRun>& runs);

}  // namespace evograd::host
