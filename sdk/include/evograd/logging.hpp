#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "evograd/export.hpp"

/// Messages for the user, from any plugin and any thread.
///
/// The host decides which levels are shown (`--log-level`), writes all but traces to the `run.log` of the run, and
/// counts warnings in the run's summary. A message is one line without a final newline. Results do not belong here:
/// return them as metrics.
namespace evograd::logging {

/// The importance of a message.
enum class Level {
  trace,    ///< every step
  debug,    ///< helps to find out why something happened
  info,     ///< what is done: data that was read, what was kept or skipped on purpose
  warning,  ///< the run goes on, but maybe not as the user meant: say what to do about it
  error,    ///< something failed; what ends the run is thrown as an Error instead
};

/// Writes `message` for whoever looks for the cause of something.
EVOGRAD_API void debug(std::string_view message);

/// Writes `message`: what is done.
EVOGRAD_API void info(std::string_view message);

/// Writes `message`, which the run's summary and the report repeat.
EVOGRAD_API void warning(std::string_view message);

/// Writes `message`: something failed that does not end the run.
EVOGRAD_API void error(std::string_view message);

/// Writes `message` with `level`.
EVOGRAD_API void write(Level level, std::string_view message);

/// The same for a message that costs something to make: `message` is called only if somebody reads this level.
EVOGRAD_API void write(Level level, const std::function<std::string()>& message);

}  // namespace evograd::logging
