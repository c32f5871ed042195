#include "framework/manifest/source_span.hpp"

#include <fmt/core.h>

namespace evograd::host {

std::string to_string(const SourceSpan& span) { return fmt::format("{}:{}:{}", span.file, span.line, span.column); }

std::string origin(const SourceSpan& span) {
  return span.is_command_line() ? span.file : fmt::format("{}:{}", span.file, span.line);
}

}  // namespace evograd::host
