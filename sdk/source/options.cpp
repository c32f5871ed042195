#include "evograd/options.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

namespace evograd {
namespace {

std::string number(double value) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  return {text.data(), end};
}

std::string toml_number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  const auto text = number(value);
  return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
      out += fmt::format("\\u{:04X}", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  return out + "\"";
}

template <class Item, class Format>
std::string formatted_list(const std::vector<Item>& items, Format format) {
  std::vector<std::string> formatted;
  std::transform(items.begin(), items.end(), std::back_inserter(formatted), format);
  return fmt::format("{}", fmt::join(formatted, ", "));
}

/// The numbers in `value`, for range checks; a list yields each of its numbers.
std::vector<double> numbers_in(const OptionValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return {static_cast<double>(*integer)};
  if (const auto* real = std::get_if<double>(&value)) return {*real};
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&value))
    return {integers->begin(), integers->end()};
  if (const auto* reals = std::get_if<std::vector<double>>(&value)) return *reals;
  return {};
}

Constraint numeric(std::string description, std::function<bool(double)> accepts) {
  return {std::move(description),
          [accepts = std::move(accepts)](const OptionValue& value) {
            const auto numbers = numbers_in(value);
            return std::all_of(numbers.begin(), numbers.end(), accepts);
          },
          {}};
}

/// Accepts an integer where a number is expected, and an empty list of any kind.
void convert(const OptionValue& target, OptionValue& value) {
  const auto* integer = std::get_if<std::int64_t>(&value);
  const auto* integers = std::get_if<std::vector<std::int64_t>>(&value);
  if (integer && std::holds_alternative<double>(target)) {
    value = static_cast<double>(*integer);
  } else if (integers && std::holds_alternative<std::vector<double>>(target)) {
    value = std::vector<double>(integers->begin(), integers->end());
  } else if (integers && integers->empty() && std::holds_alternative<std::vector<std::string>>(target)) {
    value = std::vector<std::string>{};
  }
}

bool without_null(const std::string& text) { return text.find('\0') == std::string::npos; }

}  // namespace

Constraint any_value() { return {}; }
Constraint path() {
  return {.description = "a path",
          .accepts =
              [](const OptionValue& value) {
                if (const auto* text = std::get_if<std::string>(&value)) return without_null(*text);
                const auto* texts = std::get_if<std::vector<std::string>>(&value);
                return texts != nullptr && std::all_of(texts->begin(), texts->end(), without_null);
              },
          .is_path = true};
}
Constraint at_least(double lowest) {
  return numeric("at least " + number(lowest), [=](double value) { return value >= lowest; });
}
Constraint positive() {
  return numeric("positive and finite", [](double value) { return value > 0 && std::isfinite(value); });
}
Constraint non_negative() {
  return numeric("zero or positive and finite", [](double value) { return value >= 0 && std::isfinite(value); });
}
Constraint between(double lowest, double highest) {
  return numeric(fmt::format("between {} and {}", number(lowest), number(highest)),
                 [=](double value) { return value >= lowest && value <= highest; });
}
Constraint one_of(std::vector<std::string> choices) {
  return {"one of " + formatted_list(choices, quoted),
          [choices](const OptionValue& value) {
            const auto allowed = [&](const std::string& text) {
              return std::find(choices.begin(), choices.end(), text) != choices.end();
            };
            if (const auto* text = std::get_if<std::string>(&value)) return allowed(*text);
            if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
              return std::all_of(texts->begin(), texts->end(), allowed);
            }
            return false;
          },
          choices,
          {}};
}

std::string type_name(const OptionValue& value) {
  static constexpr const char* names[] = {"boolean",          "integer",         "number",         "string",
                                          "list of integers", "list of numbers", "list of strings"};
  return names[value.index()];
}

std::string a_value_of(const OptionValue& value) {
  return (std::holds_alternative<std::int64_t>(value) ? "an " : "a ") + type_name(value);
}

std::string to_toml(const OptionValue& value) {
  struct Writer {
    std::string operator()(bool on) const { return on ? "true" : "false"; }
    std::string operator()(std::int64_t integer) const { return fmt::to_string(integer); }
    std::string operator()(double real) const { return toml_number(real); }
    std::string operator()(const std::string& text) const { return quoted(text); }
    std::string operator()(const std::vector<std::int64_t>& integers) const {
      return fmt::format("[{}]", fmt::join(integers, ", "));
    }
    std::string operator()(const std::vector<double>& reals) const {
      return "[" + formatted_list(reals, toml_number) + "]";
    }
    std::string operator()(const std::vector<std::string>& texts) const {
      return "[" + formatted_list(texts, quoted) + "]";
    }
  };
  return std::visit(Writer{}, value);
}

std::string reject(const OptionSpecification& option, OptionValue& value) {
  convert(option.default_value, value);
  if (value.index() != option.default_value.index()) {
    return fmt::format("'{}' is {}, must be {}", option.name, to_toml(value), a_value_of(option.default_value));
  }
  if (!option.constraint.empty() && !option.constraint.accepts(value)) {
    const auto* word = std::get_if<std::string>(&value);
    for (const auto& [retired, instead] : option.constraint.retirements) {
      if (word && *word == retired)
        return fmt::format("'{}' is {}, which was removed: {}", option.name, to_toml(value), instead);
    }
    return fmt::format("'{}' is {}, must be {}", option.name, to_toml(value), option.constraint.description);
  }
  return {};
}

}  // namespace evograd
