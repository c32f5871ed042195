#include "framework/run/metrics_text.hpp"

#include <iomanip>
#include <sstream>

namespace evograd::host {

std::string metrics_text(std::int64_t step, const Metrics& metrics) {
  std::ostringstream text;
  text << "step " << step;
  for (const auto& [name, value] : metrics) text << "  " << name << " " << std::setprecision(4) << value;
  return text.str();
}

}  // namespace evograd::host
