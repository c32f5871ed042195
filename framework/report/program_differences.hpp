#pragma once

#include <set>
#include <string>
#include <vector>

#include "framework/report/reported_run.hpp"

namespace evograd::host {

/// A difference between the programs of the runs on a page, although their numbers are compared, or a change within a
/// run.
struct ProgramDifference {
  struct Variant {
    std::string what;  ///< "0.2.0, sha256 3c43…"
    std::vector<std::string> runs;
  };
  std::string subject;  ///< "plugin 'evograd'", "LibTorch"
  std::string remark;   ///< a sentence: its meaning for the reader
  std::vector<Variant> variants;

  /// Labels of all runs concerned.
  std::set<std::string> runs() const;
  /// For a terminal, without a final newline.
  std::string text() const;
};

/// Plugins of the same name that were different files, different host or LibTorch versions, and runs that were resumed
/// with another program than they started with. In the order of the runs.
std::vector<ProgramDifference> program_differences(const std::vector<ReportedRun>& runs);

}  // namespace evograd::host
