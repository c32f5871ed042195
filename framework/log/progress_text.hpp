#pragma once

#include <string>

#include "evograd/progress.hpp"
#include "framework/files/json.hpp"

namespace evograd::host {

/// "training [####......] 12/100  3.4 steps/s  26 s left  loss 0.1234", at most `columns` characters.
std::string progress_bar(const ProgressState& state, int columns);

/// "training: 12 of 100 steps (12 %), 3.4 steps/s, 26 s left, loss 0.1234".
std::string progress_line(const ProgressState& state);

/// {"what", "done", "total", "unit", "per_second", "seconds_left", "note"}.
Json progress_json(const ProgressState& state);

}  // namespace evograd::host
