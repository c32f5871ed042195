#include "evograd/plugin.hpp"

#include <exception>
#include <string>

namespace evograd {

const char* run_plugin_body(Registrar& registrar, void (*body)(Registrar&)) noexcept {
  static thread_local std::string message;
  try {
    body(registrar);
    return nullptr;
  } catch (const std::exception& error) {
    message = error.what();
  } catch (...) {
    message = "the plugin threw something that is not a std::exception";
  }
  return message.c_str();
}

}  // namespace evograd
