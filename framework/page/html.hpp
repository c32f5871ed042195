#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace evograd::host {

/// A piece of a page. Text becomes Html only after escaping, so nothing in a run folder can become markup.
class Html {
 public:
  Html() = default;
  Html(std::string_view text);  // NOLINT(google-explicit-constructor): text is a piece of a page
  Html(const std::string& text) : Html(std::string_view(text)) {}
  Html(const char* text) : Html(std::string_view(text)) {}

  /// Marks text as markup; only for markup from this program.
  static Html markup(std::string_view trusted);

  Html& operator+=(const Html& more);
  friend Html operator+(Html first, const Html& second) { return first += second; }

  bool empty() const { return text_.empty(); }
  const std::string& str() const { return text_; }

 private:
  std::string text_;
};

/// Names and values; a value is escaped, an empty one leaves only the name ("hidden").
using Attributes = std::vector<std::pair<std::string_view, std::string>>;

/// `<name …>content</name>`.
Html element(std::string_view name, const Html& content);
Html element(std::string_view name, const Attributes& attributes, const Html& content);

/// `<name …>`, for elements without content.
Html void_element(std::string_view name, const Attributes& attributes);

}  // namespace evograd::host
