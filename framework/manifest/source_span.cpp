#include "framework/manifest/source_span.hpp"

namespace evograd::host {

std::string to_string(const SourceSpan& span) {
  return span.file + ":" + std::to_string(span.line) + ":" + std::to_string(span.column);
}

std::string origin(const SourceSpan& span) {
  return span.is_command_line() ? span.file : span.file + ":" + std::to_string(span.line);
}

}  // namespace evograd::host
