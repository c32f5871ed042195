#pragma once

#include <cstddef>
#include <string>

namespace evograd::host {

/// A stretch of one line of a manifest, or of a command-line argument: lines and columns count from 1, columns in
/// characters.
struct SourceSpan {
  std::string
      file;  ///< as the user gave it; "--set" and the like for the command line, where line is the argument's number
  std::size_t line = 1;
  std::size_t column = 1;
  std::size_t length = 1;

  bool is_command_line() const { return file.starts_with("--"); }
};

/// "file:line:column".
std::string to_string(const SourceSpan& span);

/// Where a value comes from, for the reader of a resolved manifest: "file:line" or "--set".
std::string origin(const SourceSpan& span);

}  // namespace evograd::host
