#pragma once

#include <spdlog/details/null_mutex.h>
#include <spdlog/sinks/base_sink.h>

#include <iosfwd>
#include <string>

namespace evograd::host {

/// Writes messages to a stream and keeps a progress bar below the last of them.
///
/// Not locked: evograd::logging calls its receiver one message at a time.
class TerminalSink : public spdlog::sinks::base_sink<spdlog::details::null_mutex> {
 public:
  /// `colours`: whether the names of levels are coloured.
  TerminalSink(std::ostream& out, bool colours) : out_(out), colours_(colours) {}

  /// Shows `text` as the last line until the next call, or until hide_bar().
  void show_bar(const std::string& text);
  void hide_bar();

  /// Writes a line as it is.
  void write(const std::string& line);

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override;
  void flush_() override;

 private:
  void erase();

  std::ostream& out_;
  bool colours_;
  std::string bar_;
};

}  // namespace evograd::host
