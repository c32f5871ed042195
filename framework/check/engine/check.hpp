#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "evograd/random.hpp"
#include "framework/plugin/registry.hpp"

namespace evograd::host::check {

/// How deep a check looks; the higher, the longer it takes.
enum class Level {
  load = 1,      ///< the library and what it says of its components
  contract = 2,  ///< what the SDK's headers promise in its name
  numbers = 3,   ///< whether what it computes is right
  stress = 4,    ///< all of that where nobody has looked: drawn sizes, scales and options, other threads
};

/// What a check looks at: a library as a whole (kind "plugin", no component) or one of its components.
struct Subject {
  std::filesystem::path file;
  std::string kind;
  std::string component;
};

/// What is wrong with the subject.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Why the check has nothing to say of the subject.
struct Skip : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws Failure with `message` unless `holds`.
inline void expect(bool holds, const std::string& message) {
  if (!holds) throw Failure(message);
}

/// What a check works with.
struct Context {
  Subject subject;
  RandomKey key{0};                   ///< of whatever the check draws
  std::int64_t rounds = 20;           ///< how many cases a stress check draws
  std::vector<std::string> warnings;  ///< the check adds what the author should know but need not mend
  int output = -1;                    ///< a seekable file that takes what the process prints, or -1
};

/// One sentence of the contract, and how it is checked.
struct Check {
  std::string id;  ///< "kind/name"; never renamed
  Level level;
  std::string sentence;  ///< what holds for every sound plugin
  std::function<void(Context&)> run;

  /// "plugin", "estimator", "task", "backbone", or "component" for any of the latter three.
  std::string kind() const { return id.substr(0, id.find('/')); }
  bool concerns(const std::string& subject_kind) const {
    return kind() == subject_kind || (kind() == "component" && subject_kind != "plugin");
  }
};

}  // namespace evograd::host::check
