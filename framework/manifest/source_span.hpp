#pragma once

#include <cstddef>
#include <string>

namespace evograd::host {

/// A range within one line of a manifest or of a command-line argument: lines and columns count from 1, columns in
/// characters.
struct SourceSpan {
  std::string
      file;  ///< as the user gave it; for the command line "--set" and the like, with the argument's number as the line
  std::size_t line = 1;
  std::size_t column = 1;
  std::size_t length = 1;

  bool is_command_line() const { return file.starts_with("--"); }
};

/// "file:line:column".
std::string to_string(const SourceSpan& span);

/// The origin of a value, for readers of a resolved manifest: "file:line" or "--set".
std::string origin(const SourceSpan& span);

}  // namespace evograd::host
