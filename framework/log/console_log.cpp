#include "framework/log/console_log.hpp"

#include <spdlog/logger.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "framework/log/formatters.hpp"
#include "framework/log/progress_text.hpp"
#include "framework/log/spdlog_level.hpp"
#include "framework/log/terminal_sink.hpp"

namespace evograd::host {
namespace {

constexpr double kFirstBar = 0.5;  // seconds: shorter work shows none
constexpr double kFirstLine = 10;
constexpr double kLinesEvery = 60;

bool wants_colours(bool interactive) {
  const auto* no_colour = std::getenv("NO_COLOR");
  return interactive && (no_colour == nullptr || *no_colour == '\0');
}

/// The width of the terminal on standard error.
int columns() {
  winsize size{};
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1 : 79;
}

}  // namespace

ConsoleLog::ConsoleLog(std::ostream& out, bool interactive)
    : sink_(std::make_shared<TerminalSink>(out, wants_colours(interactive))),
      logger_(std::make_unique<spdlog::logger>("evograd", sink_)),
      interactive_(interactive) {
  configure({});
}

ConsoleLog::~ConsoleLog() = default;

void ConsoleLog::configure(const LogSettings& settings) {
  settings_ = settings;
  logger_->set_level(spdlog_level(settings.level));
  sink_->set_formatter(settings.json ? json_formatter() : text_formatter());
}

bool ConsoleLog::reads(logging::Level level) const { return logger_->should_log(spdlog_level(level)); }

void ConsoleLog::message(logging::Level level, std::string_view text) {
  logger_->log(spdlog_level(level), spdlog::string_view_t(text.data(), text.size()));
}

void ConsoleLog::diagnostics(const std::string& text) {
  if (settings_.json) return message(logging::Level::error, text);
  sink_->write(text + "\n");
}

void ConsoleLog::progress(const Progress* id, const ProgressState& state) {
  auto work = std::find_if(works_.begin(), works_.end(), [&](const Work& other) { return other.id == id; });
  if (work == works_.end()) work = works_.insert(works_.end(), {id});
  if (settings_.level > logging::Level::info || work + 1 != works_.end()) return;
  tell(state, *work);
}

void ConsoleLog::tell(const ProgressState& state, Work& work) {
  if (interactive_ && !settings_.json) {
    if (state.seconds >= kFirstBar) sink_->show_bar(progress_bar(state, columns()));
    return;
  }
  if (state.seconds < (work.told == 0 ? kFirstLine : work.told + kLinesEvery)) return;
  work.told = state.seconds;
  if (settings_.json) {
    sink_->write(json_line(spdlog::log_clock::now(), spdlog::level::info, {{"progress", progress_json(state)}}));
  } else {
    message(logging::Level::info, progress_line(state));
  }
}

void ConsoleLog::progress_ends(const Progress* id) {
  std::erase_if(works_, [&](const Work& work) { return work.id == id; });
  if (interactive_) sink_->hide_bar();
}

}  // namespace evograd::host
