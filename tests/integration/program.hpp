#pragma once

#include <filesystem>
#include <string>

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

/// An empty folder for one test, removed with everything in it when the scope ends.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;

  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  /// Writes a file and returns its path.
  std::filesystem::path write(const std::string& name, const std::string& content) const;

 private:
  std::filesystem::path path_;
};

std::string content_of(const std::filesystem::path& file);

}  // namespace evograd::test
