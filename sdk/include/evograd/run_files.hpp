#pragma once

#include <string>
#include <vector>

#include "evograd/export.hpp"

namespace evograd {

/// A file that a task adds to its run, in the folder "task" of the run folder.
struct RunFile {
  std::string name;     ///< letters, digits, '_', '-' and '.', e.g. "injected_labels.csv"
  std::string content;  ///< all bytes of the file
};

/// A task derives from this as well if it made something before the first step that the user may want to see: which
/// labels it changed, how it split the data.
class EVOGRAD_API RunFiles {
 public:
  virtual ~RunFiles();

  /// The files, read after build() and written before the first step, also of a resumed run. A function of options,
  /// data and key, so that a resumed run writes the same. May be empty.
  virtual std::vector<RunFile> run_files() const = 0;
};

}  // namespace evograd
