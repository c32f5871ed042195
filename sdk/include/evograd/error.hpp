#pragma once

#include <stdexcept>
#include <string>

#include "evograd/export.hpp"

namespace evograd {

/// The only exception type of the SDK and of the host: where it happened, what is wrong, what to do about it.
///
/// `where` is a file, an option or a component ("task 'meta-weight-net'"), `help` a hint that names the remedy; both
/// may be empty. what() joins them: "where: what\n  help: help".
class EVOGRAD_API Error : public std::runtime_error {
 public:
  /// `what` is the cause().
  Error(std::string where, std::string what, std::string help = {});

  /// The file, the option or the component.
  const std::string& where() const { return where_; }
  /// What is wrong, with the value found.
  const std::string& cause() const { return cause_; }
  /// The remedy.
  const std::string& help() const { return help_; }

 private:
  std::string where_;
  std::string cause_;
  std::string help_;
};

}  // namespace evograd
