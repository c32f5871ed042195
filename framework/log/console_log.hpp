#pragma once

#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

#include "evograd/message_receiver.hpp"
#include "framework/log/log_settings.hpp"

namespace spdlog {
class logger;
}

namespace evograd::host {

class TerminalSink;

/// The log of a command: messages and progress on standard error, as text or as JSON.
///
/// On a terminal, progress is a bar; elsewhere a line after ten seconds and then one per minute.
class ConsoleLog : public logging::Receiver {
 public:
  /// Writes to `out`; `interactive`: whether that is a terminal. There, colours are used unless NO_COLOR is set.
  ConsoleLog(std::ostream& out, bool interactive);
  ~ConsoleLog() override;

  void configure(const LogSettings& settings);

  bool reads(logging::Level level) const override;
  void message(logging::Level level, std::string_view text) override;
  void progress(const Progress* work, const ProgressState& state) override;
  void progress_ends(const Progress* work) override;

  /// Writes lines that already have the form "FILE:LINE:COLUMN: error: ...", which editors understand; in JSON, an
  /// error message.
  void diagnostics(const std::string& text);

 private:
  struct Work {
    const Progress* id;
    double told = 0;  ///< seconds of the work at its last line
  };

  void tell(const ProgressState& state, Work& work);

  std::shared_ptr<TerminalSink> sink_;
  std::unique_ptr<spdlog::logger> logger_;
  LogSettings settings_;
  bool interactive_;
  std::vector<Work> works_;  ///< from the outermost to the innermost
};

}  // namespace evograd::host
