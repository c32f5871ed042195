#include "evograd/error.hpp"

#include <utility>

namespace evograd {
namespace {

std::string joined(const std::string& where, const std::string& what, const std::string& help) {
  std::string text = where.empty() ? what : where + ": " + what;
  if (!help.empty()) text += "\n  help: " + help;
  return text;
}

}  // namespace

Error::Error(std::string where, std::string what, std::string help)
    : std::runtime_error(joined(where, what, help)),
      where_(std::move(where)),
      cause_(std::move(what)),
      help_(std::move(help)) {}

}  // namespace evograd
