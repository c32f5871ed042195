#include "framework/settings/options_text.hpp"

#include "evograd/text.hpp"

namespace evograd::host {

std::string options_text(const OptionValues& options) {
  if (options.empty()) return "the defaults";
  std::vector<std::string> all;
  for (const auto& [name, value] : options) all.push_back(name + " = " + to_toml(value));
  return comma_separated(all);
}

}  // namespace evograd::host
