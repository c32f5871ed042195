#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "evograd/message_receiver.hpp"
#include "framework/files/json.hpp"

namespace evograd::host {

/// The log of a run: while it exists, all messages but traces also go to a file, and warnings are counted.
class RunLog : public logging::Receiver {
 public:
  RunLog();
  ~RunLog() override;

  /// Appends to `file` from here on, first what came before. A file that cannot be written is a warning.
  void open(const std::filesystem::path& file);

  /// Writes `text` to the file alone.
  void note(logging::Level level, std::string_view text);

  bool reads(logging::Level level) const override;
  void message(logging::Level level, std::string_view text) override;
  void progress(const Progress* work, const ProgressState& state) override;
  void progress_ends(const Progress* work) override;

  /// [{"message", "times"}, …] in the order of first appearance, of this process and of those that restore() added.
  Json warnings() const;
  void restore(const Json& warnings);

 private:
  struct Warning {
    std::string message;
    std::int64_t times;
  };
  class File;

  void count(const std::string& warning, std::int64_t times);

  std::unique_ptr<File> file_;
  std::vector<Warning> warnings_;
  logging::ReceiverScope scope_{*this};
};

}  // namespace evograd::host
