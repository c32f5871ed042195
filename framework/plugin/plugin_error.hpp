#pragma once

#include <string>

#include "evograd/error.hpp"

namespace evograd::host {

/// Why a plugin was refused: the file, the cause, the details of both sides, the hint.
class PluginError : public Error {
 public:
  /// The message reads "`file` `cause`"; `note` may have several lines or be empty.
  PluginError(std::string file, std::string cause, std::string note, std::string help);

  /// The message without note and help.
  const std::string& summary() const { return summary_; }
  const std::string& note() const { return note_; }

 private:
  std::string summary_;
  std::string note_;
};

}  // namespace evograd::host
