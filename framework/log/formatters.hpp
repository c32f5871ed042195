#pragma once

#include <spdlog/formatter.h>

#include <memory>
#include <string>

#include "framework/files/json.hpp"

namespace evograd::host {

/// Messages as a person at a terminal reads them: "evograd: warning: ..."; what is only told, without a prefix.
std::unique_ptr<spdlog::formatter> text_formatter();

/// One JSON object per line: {"time", "level", "message"}.
std::unique_ptr<spdlog::formatter> json_formatter();

/// Messages as run.log keeps them: "2026-01-31T12:00:00.123+0100 warning  ...".
std::unique_ptr<spdlog::formatter> file_formatter();

/// A line of JSON with "time" and "level" in front of the fields of `fields`.
std::string json_line(spdlog::log_clock::time_point time, spdlog::level::level_enum level, const Json& fields);

}  // namespace evograd::host
