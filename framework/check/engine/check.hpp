#pragma once

#include <c10/core/Device.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "evograd/random.hpp"
#include "framework/plugin/registry.hpp"

namespace evograd::host::check {

/// How thorough a check is; higher levels take longer.
enum class Level {
  load = 1,      ///< the library and the description of its components
  contract = 2,  ///< what the SDK's headers require of it
  numbers = 3,   ///< whether what it computes is right
  stress = 4,    ///< all of that in unusual cases: random sizes, scales and options, other threads
};

/// The subject of a check: a library as a whole (kind "plugin", no component) or one of its components.
struct Subject {
  std::filesystem::path file;
  std::string kind;
  std::string component;
};

/// Thrown when the subject violates the contract.
struct Failure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Thrown when the check does not apply to the subject.
struct Skip : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Throws Failure with `message` unless `holds`.
inline void expect(bool holds, const std::string& message) {
  if (!holds) throw Failure(message);
}

/// The inputs of a check.
struct Context {
  Subject subject;
  RandomKey key{0};                   ///< for everything that the check draws
  std::int64_t rounds = 20;           ///< number of cases that a stress check draws
  std::vector<std::string> warnings;  ///< added by the check: what the author should know but need not fix
  int output = -1;                    ///< a seekable file with what the process prints, or -1
  c10::Device device{c10::kCPU};      ///< where models and batches of level 2 are
};

/// One sentence of the contract, and how it is checked.
struct Check {
  std::string id;  ///< "kind/name"; never renamed
  Level level;
  std::string sentence;  ///< what holds for every valid plugin
  std::function<void(Context&)> run;

  /// "plugin", "estimator", "task", "backbone", or "component" for any of the latter three.
  std::string kind() const { return id.substr(0, id.find('/')); }
  bool concerns(const std::string& subject_kind) const {
    return kind() == subject_kind || (kind() == "component" && subject_kind != "plugin");
  }
};

}  // namespace evograd::host::check
