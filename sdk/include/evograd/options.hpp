#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "evograd/error.hpp"
#include "evograd/export.hpp"

namespace evograd {

/// The types an option can have.
using OptionValue = std::variant<bool, std::int64_t, double, std::string, std::vector<std::int64_t>,
                                 std::vector<double>, std::vector<std::string>>;

/// Values by option name; absent options keep their defaults.
using OptionValues = std::map<std::string, OptionValue>;

/// A condition on a value beyond its type.
struct Constraint {
  std::string description;                          ///< completes the sentence "must be …"
  std::function<bool(const OptionValue&)> accepts;  ///< whether a value of the option's type is valid; may be empty
  std::vector<std::string> choices{};               ///< one_of(): the valid words; empty for all others
  /// Words that were accepted in the past, and what to write instead; the error message for such a word contains that
  /// text.
  std::vector<std::pair<std::string, std::string>> retirements{};
  bool is_path = false;  ///< path(): the value is a path or a list of paths

  /// Whether every value of the option's type is valid.
  bool empty() const { return !accepts; }
  /// The same constraint with `word` retired.
  Constraint retired(std::string word, std::string instead) && {
    retirements.emplace_back(std::move(word), std::move(instead));
    return std::move(*this);
  }
};

/// No condition beyond the type.
EVOGRAD_API Constraint any_value();

/// A number ≥ `lowest`, or a list of such numbers; infinity is valid, nan is not.
EVOGRAD_API Constraint at_least(double lowest);

/// A finite number > 0, or a list of such numbers.
EVOGRAD_API Constraint positive();

/// A finite number ≥ 0, or a list of such numbers.
EVOGRAD_API Constraint non_negative();

/// A number in [`lowest`, `highest`], or a list of such numbers.
EVOGRAD_API Constraint between(double lowest, double highest);

/// A string that is one of `choices`, or a list of such strings.
EVOGRAD_API Constraint one_of(std::vector<std::string> choices);

/// A path, or a list of paths; may be empty.
///
/// The host expands a leading `~`. A backbone receives absolute paths: relative ones are relative to the manifest's
/// folder, and the hashes of the files are in the run's record. A task joins TaskContext::folder and the path.
EVOGRAD_API Constraint path();

/// One option as seen from outside its component: used by parsing, range checks, `describe` and the manual.
struct OptionSpecification {
  std::string name;           ///< letters, digits, '_' and '-'; the key in a manifest
  OptionValue default_value;  ///< also determines the type
  Constraint constraint;      ///< which values of that type are valid
  std::string sentence;       ///< what the option means, for `describe` and the manual
};

/// The type of `value`: "boolean", "integer", "number", "string", "list of integers", "list of numbers" or "list of
/// strings".
EVOGRAD_API std::string type_name(const OptionValue& value);

/// The type with its article, for messages: "an integer".
EVOGRAD_API std::string a_value_of(const OptionValue& value);

/// `value` in TOML syntax.
EVOGRAD_API std::string to_toml(const OptionValue& value);

/// Why `value` is not valid for `option`, or an empty string. An integer is accepted where a number is expected; a
/// valid `value` is converted in place to the declared type.
EVOGRAD_API std::string reject(const OptionSpecification& option, OptionValue& value);

/// The options of a component, declared once; their defaults are the values in a default-constructed `Options`.
///
///     struct EvoGradOptions {
///       std::int64_t candidates = 2;
///       static Schema<EvoGradOptions> schema() {
///         return {{"candidates", &EvoGradOptions::candidates, at_least(2), "K, the number of perturbed copies"}};
///       }
///     };
template <class Options>
class Schema {
  template <class Value, class Variant>
  struct IsAlternative;
  template <class Value, class... Alternatives>
  struct IsAlternative<Value, std::variant<Alternatives...>> : std::disjunction<std::is_same<Value, Alternatives>...> {
  };

 public:
  /// One option and the member that holds it.
  struct Field {
    OptionSpecification specification;                         ///< with the member's initial value as the default
    std::function<void(Options&, const OptionValue&)> assign;  ///< sets the member to a value of the option's type

    /// The option `name`, stored in `member`, which has one of the types of OptionValue.
    template <class Value>
    Field(std::string name, Value Options::*member, Constraint constraint, std::string sentence) {
      static_assert(IsAlternative<Value, OptionValue>::value,
                    "an option is a bool, std::int64_t (not int), double (not float), std::string, or a std::vector of "
                    "std::int64_t, double or std::string");
      if constexpr (IsAlternative<Value, OptionValue>::value) {  // else the compiler adds pages to the message above
        specification = {std::move(name), Options{}.*member, std::move(constraint), std::move(sentence)};
        assign = [member](Options& options, const OptionValue& value) { options.*member = std::get<Value>(value); };
      }
    }
  };

  /// The options in the order in which `describe` lists them.
  Schema(std::initializer_list<Field> fields) : fields_(fields) {}

  /// All options without their members, in order.
  std::vector<OptionSpecification> specifications() const {
    std::vector<OptionSpecification> all;
    for (const auto& field : fields_) all.push_back(field.specification);
    return all;
  }

  /// The typed options; throws Error on an unknown name, a wrong type or a value out of range.
  Options parse(const OptionValues& values) const {
    Options options;
    for (auto [name, value] : values) field(name, value).assign(options, value);
    return options;
  }

 private:
  const Field& field(const std::string& name, OptionValue& value) const {
    for (const auto& field : fields_) {
      if (field.specification.name != name) continue;
      if (const auto reason = reject(field.specification, value); !reason.empty()) throw Error("", reason);
      return field;
    }
    throw Error("", "unknown option '" + name + "'");
  }

  std::vector<Field> fields_;
};

/// For components without options.
struct NoOptions {
  /// No options: any name is unknown.
  static Schema<NoOptions> schema() { return {}; }
};

/// A struct that declares its schema.
template <class Options>
concept DeclaredOptions = std::default_initializable<Options> && requires {
  { Options::schema() } -> std::same_as<Schema<Options>>;
};

}  // namespace evograd
