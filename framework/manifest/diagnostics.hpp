#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "evograd/error.hpp"
#include "framework/manifest/source_span.hpp"

namespace evograd::host {

/// One error in a manifest.
struct Diagnostic {
  SourceSpan span;
  std::string message;
  std::string help;
  std::vector<std::string> notes;
};

/// A manifest that cannot be used; what() is the whole report, ready to print.
class ManifestError : public Error {
 public:
  ManifestError(std::string report, std::vector<Diagnostic> diagnostics);

  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

 private:
  std::vector<Diagnostic> diagnostics_;
};

/// Collects all errors in a manifest, with the source text they refer to, so that the user sees them all at once:
///
///     mwn.toml:21:1: error: unknown option 'sigmaa' for estimator 'evograd'
///        21 | sigmaa = 0.001
///           | ^~~~~~
///       help: did you mean 'sigma'? options: candidates, sigma, temperature
class Diagnostics {
 public:
  /// Registers the lines of `text` under the name `file`.
  void add_text(const std::string& file, std::string_view text);

  void add(SourceSpan span, std::string message, std::string help = {}, std::vector<std::string> notes = {});

  std::size_t size() const { return diagnostics_.size(); }

  /// The line that contains `span`, or an empty string.
  std::string line_of(const SourceSpan& span) const;

  /// Throws ManifestError with all errors, in the order of the text, if there are any.
  void raise_if_any() const;

 private:
  std::string render(const Diagnostic& diagnostic) const;

  std::map<std::string, std::vector<std::string>> lines_;
  std::vector<std::string> file_order_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace evograd::host
