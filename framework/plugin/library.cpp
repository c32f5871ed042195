#include "framework/plugin/library.hpp"

#include <cxxabi.h>
#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>
#include <cstdlib>
#include <memory>
#include <vector>

#include "framework/plugin/plugin_error.hpp"

namespace evograd::host {
namespace {

std::string demangled(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> text(abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status),
                                                         &std::free);
  return status == 0 ? text.get() : symbol;
}

/// The word after `marker` in `text`, up to a comma or a colon.
std::string word_after(const std::string& text, const std::string& marker) {
  const auto begin = text.find(marker) + marker.size();
  const auto end = text.find_first_of(",: \n", begin);
  return text.substr(begin, end == std::string::npos ? end : end - begin);
}

/// Rewords the dynamic linker's message; Boost's own, "Bad file descriptor", is misleading.
PluginError refusal(const std::filesystem::path& file, const std::string& message) {
  const std::string undefined = "undefined symbol: ";
  const std::string missing = ": cannot open shared object file";
  const std::string own_prefix = file.string() + ": ";
  if (message.find(undefined) != std::string::npos) {
    return {file.string(),
            "needs symbol '" + demangled(word_after(message, undefined)) + "', which no loaded library provides", "",
            "link the library that defines it, with -z defs so that the linker reports missing symbols"};
  }
  if (const auto end = message.find(missing); end != std::string::npos) {
    return {file.string(), "needs library '" + message.substr(0, end) + "', which is not found", "",
            "install it, or add its folder to LD_LIBRARY_PATH"};
  }
  return {file.string(), "cannot be loaded",
          message.starts_with(own_prefix) ? message.substr(own_prefix.size()) : message,
          "rebuild the plugin with evograd_add_plugin(…)"};
}

/// Handles outlive even static destructors, which may still run plugin code.
std::vector<boost::dll::shared_library>& loaded_libraries() {
  static auto* const libraries = new std::vector<boost::dll::shared_library>;
  return *libraries;
}

}  // namespace

PluginSymbols load_library(const std::filesystem::path& file) {
  const auto mode =
      static_cast<boost::dll::load_mode::type>(boost::dll::load_mode::rtld_now | boost::dll::load_mode::rtld_local);
  boost::dll::fs::error_code failure;
  auto& library = loaded_libraries().emplace_back();
  library.load(file.string(), mode, failure);
  if (failure) {
    const char* message = dlerror();
    const auto error = refusal(file, message ? message : failure.message());
    loaded_libraries().pop_back();
    throw error;
  }
  for (const char* symbol : {"evograd_stamp", "evograd_entry_v1"}) {
    if (library.has(symbol)) continue;
    throw PluginError(
        file.string(), std::string("does not export '") + symbol + "'", "",
        "define the plugin with EVOGRAD_PLUGIN(\"name\", \"version\") { … } and do not strip dynamic symbols");
  }
  return {&library.get<const char>("evograd_stamp"), &library.get<const char*(Registrar*)>("evograd_entry_v1")};
}

}  // namespace evograd::host
