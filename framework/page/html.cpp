#include "framework/page/html.hpp"

namespace evograd::host {
namespace {

constexpr std::string_view replacement_character = "\xEF\xBF\xBD";  // U+FFFD

std::string escaped(std::string_view text) {
  std::string all;
  all.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        all += "&amp;";
        break;
      case '<':
        all += "&lt;";
        break;
      case '>':
        all += "&gt;";
        break;
      case '"':
        all += "&quot;";
        break;
      case '\'':
        all += "&#39;";
        break;
      default: {
        // The other control characters are not allowed in a page, not even as references.
        const bool control = (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
        if (control) {
          all += replacement_character;
        } else {
          all += c;
        }
      }
    }
  }
  return all;
}

std::string opening(std::string_view name, const Attributes& attributes) {
  std::string all = "<" + std::string(name);
  for (const auto& [attribute, value] : attributes) {
    all += " " + std::string(attribute);
    if (!value.empty()) all += "=\"" + escaped(value) + "\"";
  }
  return all + ">";
}

}  // namespace

Html::Html(std::string_view text) : text_(escaped(text)) {}

Html Html::markup(std::string_view trusted) {
  Html html;
  html.text_ = trusted;
  return html;
}

Html& Html::operator+=(const Html& more) {
  text_ += more.text_;
  return *this;
}

Html element(std::string_view name, const Html& content) { return element(name, {}, content); }

Html element(std::string_view name, const Attributes& attributes, const Html& content) {
  return Html::markup(opening(name, attributes) + content.str() + "</" + std::string(name) + ">");
}

Html void_element(std::string_view name, const Attributes& attributes) {
  return Html::markup(opening(name, attributes));
}

}  // namespace evograd::host
