#include "framework/manifest/diagnostics.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <sstream>
#include <tuple>
#include <utility>

namespace evograd::host {
namespace {

/// Spaces as wide as the first `count` characters of `line`; tabs stay tabs so that the caret is aligned with its
/// character.
std::string blank(const std::string& line, std::size_t count) {
  std::string out;
  for (const char c : line) {
    const bool continues_character = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (continues_character) continue;
    if (out.size() == count) break;
    out += c == '\t' ? '\t' : ' ';
  }
  out.resize(count, ' ');
  return out;
}

}  // namespace

ManifestError::ManifestError(std::string report, std::vector<Diagnostic> diagnostics)
    : Error("", std::move(report)), diagnostics_(std::move(diagnostics)) {}

void Diagnostics::add_text(const std::string& file, std::string_view text) {
  auto& lines = lines_[file];
  lines.clear();
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) {
    if (line.ends_with('\r')) line.pop_back();
    lines.push_back(line);
  }
  if (std::find(file_order_.begin(), file_order_.end(), file) == file_order_.end()) file_order_.push_back(file);
}

void Diagnostics::add(SourceSpan span, std::string message, std::string help, std::vector<std::string> notes) {
  diagnostics_.push_back({std::move(span), std::move(message), std::move(help), std::move(notes)});
}

std::string Diagnostics::line_of(const SourceSpan& span) const {
  const auto lines = lines_.find(span.file);
  if (lines == lines_.end() || span.line == 0 || span.line > lines->second.size()) return {};
  return lines->second[span.line - 1];
}

std::string Diagnostics::render(const Diagnostic& diagnostic) const {
  std::string text = to_string(diagnostic.span) + ": error: " + diagnostic.message + "\n";
  if (const auto line = line_of(diagnostic.span); !line.empty()) {
    const auto number = fmt::format("{:5}", diagnostic.span.line);
    const std::size_t length = std::max<std::size_t>(diagnostic.span.length, 1);
    text += fmt::format("{} | {}\n", number, line);
    text += fmt::format("{:{}} | {}^{}\n", "", number.size(), blank(line, diagnostic.span.column - 1),
                        std::string(length - 1, '~'));
  }
  for (const auto& note : diagnostic.notes) text += "  note: " + note + "\n";
  if (!diagnostic.help.empty()) text += "  help: " + diagnostic.help + "\n";
  return text;
}

void Diagnostics::raise_if_any() const {
  if (diagnostics_.empty()) return;
  const auto place = [&](const Diagnostic& diagnostic) {
    const auto file = std::find(file_order_.begin(), file_order_.end(), diagnostic.span.file);
    return std::make_tuple(file - file_order_.begin(), diagnostic.span.line, diagnostic.span.column);
  };
  auto sorted = diagnostics_;
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const Diagnostic& a, const Diagnostic& b) { return place(a) < place(b); });
  std::string report;
  for (const auto& diagnostic : sorted) report += render(diagnostic);
  report.pop_back();  // the caller prints the final newline
  throw ManifestError(report, sorted);
}

}  // namespace evograd::host
