#include "framework/settings/options_text.hpp"

namespace evograd::host {

std::string options_text(const OptionValues& options) {
  std::string all;
  for (const auto& [name, value] : options) all += (all.empty() ? "" : ", ") + name + " = " + to_toml(value);
  return all.empty() ? "the defaults" : all;
}

}  // namespace evograd::host
