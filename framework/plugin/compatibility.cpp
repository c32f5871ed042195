#include "framework/plugin/compatibility.hpp"

#include <fmt/ranges.h>

#include "framework/plugin/plugin_error.hpp"

namespace evograd::host {
namespace {

bool sdk_fits(const Version& plugin, const Version& host) {
  if (plugin.major != host.major) return false;
  return host.major == 0 ? plugin.minor == host.minor : plugin.minor <= host.minor;
}

/// "gcc" of "gcc-12".
std::string family(const std::string& compiler) { return compiler.substr(0, compiler.find('-')); }

/// The fields of a stamp, without its prefix and its terminator.
std::string fields(const Stamp& stamp) {
  const auto begin = stamp.text.find(' ') + 1;
  return stamp.text.substr(begin, stamp.text.rfind(" plugin=") - begin);
}

std::string one_sentence(const std::vector<std::string>& sentences) {
  return fmt::format("{}", fmt::join(sentences, "; it "));
}

}  // namespace

Compatibility compare(const Stamp& plugin, const Stamp& host) {
  Compatibility result;
  const auto sides = [](const std::string& verb, const std::string& theirs, const std::string& ours) {
    return fmt::format("{} {}, this host {}", verb, theirs, ours);
  };

  if (!sdk_fits(plugin.sdk, host.sdk)) {
    result.errors.push_back(sides("was built for SDK", to_string(plugin.sdk), "has SDK " + to_string(host.sdk)));
  }
  if (plugin.torch != host.torch) {
    const bool same_interface = plugin.torch.major == host.torch.major && plugin.torch.minor == host.torch.minor;
    (same_interface ? result.warnings : result.errors)
        .push_back(sides("was built for torch", to_string(plugin.torch), "runs torch " + to_string(host.torch)));
  }
  if (plugin.standard_library != host.standard_library) {
    result.errors.push_back(
        sides("was built with standard library", plugin.standard_library, "with " + host.standard_library));
  }
  if (plugin.sanitizer != host.sanitizer) {
    result.errors.push_back(sides("was built with sanitizer", plugin.sanitizer, "with " + host.sanitizer));
  }
  if (plugin.compiler != host.compiler) {
    const bool same_family = family(plugin.compiler) == family(host.compiler);
    (same_family ? result.warnings : result.errors)
        .push_back(sides("was compiled by", plugin.compiler, "by " + host.compiler));
  }
  if (plugin.build != host.build) {
    result.warnings.push_back(sides("has build type", plugin.build, "build type " + host.build));
  }
  return result;
}

std::vector<std::string> require_compatible(const std::string& file, const Stamp& plugin, const Stamp& host) {
  const auto found = compare(plugin, host);
  if (found.errors.empty()) return found.warnings;
  throw PluginError(file, one_sentence(found.errors), "plugin: " + fields(plugin) + "\n        host:   " + fields(host),
                    "rebuild the plugin against this SDK: cmake -S <plugin's folder> -B build "
                    "-DCMAKE_PREFIX_PATH=<where evograd is installed>");
}

}  // namespace evograd::host
