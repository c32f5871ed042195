#pragma once

#include <string>

#include "tests/support/scratch_folder.hpp"

namespace evograd::test {

/// What a run of the program left.
struct Outcome {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// Runs build/bin/evograd with `arguments`, a shell's words, in the source folder.
Outcome evograd(const std::string& arguments);

/// Runs a shell's `script` in the source folder, where $EVOGRAD is the program.
Outcome shell(const std::string& script);

/// The same as evograd() with `environment`, words such as "NAME=value", and what stands in front of the program in a
/// shell's line
/// ("ulimit -f 8;").
Outcome evograd_in(const std::string& environment, const std::string& arguments);

}  // namespace evograd::test
