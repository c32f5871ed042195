#include "framework/log/terminal_sink.hpp"

#include <ostream>
#include <string_view>

namespace evograd::host {
namespace {

constexpr const char* kEraseLine = "\r\033[K";
constexpr const char* kReset = "\033[0m";

const char* colour_of(spdlog::level::level_enum level) {
  switch (level) {
    case spdlog::level::err:
      return "\033[1;31m";  // bold red
    case spdlog::level::warn:
      return "\033[1;33m";  // bold yellow
    default:
      return "\033[2m";  // dim
  }
}

}  // namespace

void TerminalSink::erase() {
  if (!bar_.empty()) out_ << kEraseLine;
}

void TerminalSink::show_bar(const std::string& text) {
  erase();
  bar_ = text;
  out_ << bar_ << std::flush;
}

void TerminalSink::hide_bar() {
  erase();
  bar_.clear();
  out_ << std::flush;
}

void TerminalSink::write(const std::string& line) {
  erase();
  out_ << line << bar_ << std::flush;
}

void TerminalSink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t buffer;
  formatter_->format(message, buffer);
  const std::string_view text(buffer.data(), buffer.size());
  const auto begin = message.color_range_start;
  const auto end = message.color_range_end;
  erase();
  if (colours_ && end > begin) {
    out_ << text.substr(0, begin) << colour_of(message.level) << text.substr(begin, end - begin) << kReset
         << text.substr(end);
  } else {
    out_ << text;
  }
  out_ << bar_ << std::flush;
}

void TerminalSink::flush_() { out_.flush(); }

}  // namespace evograd::host
