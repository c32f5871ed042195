#include "framework/log/progress_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "framework/log/duration.hpp"

namespace evograd::host {
namespace {

constexpr int kBarWidth = 24;

double per_second(const ProgressState& state) {
  return static_cast<double>(state.done - state.done_before) / std::max(state.seconds, 1e-9);
}

double seconds_left(const ProgressState& state) {
  return static_cast<double>(state.total - state.done) / std::max(per_second(state), 1e-9);
}

/// With a digit after the point where it says something.
std::string rate(const ProgressState& state) {
  const double value = per_second(state);
  return fmt::format("{:.{}f} {}/s", value, value < 100 ? 1 : 0, state.unit);
}

double share(const ProgressState& state) {
  return std::clamp(static_cast<double>(state.done) / static_cast<double>(std::max<std::int64_t>(state.total, 1)), 0.0,
                    1.0);
}

}  // namespace

std::string progress_bar(const ProgressState& state, int columns) {
  const auto filled = static_cast<int>(kBarWidth * share(state));
  auto text = fmt::format("{} [{:#<{}}{:.<{}}] {}/{}  {}  {} left", state.what, "", filled, "", kBarWidth - filled,
                          state.done, state.total, rate(state), duration(seconds_left(state)));
  if (!state.note.empty()) text += "  " + state.note;
  if (text.size() > static_cast<std::size_t>(columns)) text.resize(static_cast<std::size_t>(columns));
  return text;
}

std::string progress_line(const ProgressState& state) {
  auto text = fmt::format("{}: {} of {} {} ({:.0f} %), {}, {} left", state.what, state.done, state.total, state.unit,
                          100 * share(state), rate(state), duration(seconds_left(state)));
  if (!state.note.empty()) text += ", " + state.note;
  return text;
}

Json progress_json(const ProgressState& state) {
  Json json = {{"what", state.what},
               {"done", state.done},
               {"total", state.total},
               {"unit", state.unit},
               {"per_second", per_second(state)},
               {"seconds_left", seconds_left(state)}};
  if (!state.note.empty()) json["note"] = state.note;
  return json;
}

}  // namespace evograd::host
