#include "framework/report/run_mark.hpp"

#include <fmt/core.h>

#include <array>

namespace evograd::host {
namespace {

constexpr std::size_t colours = 7;  // --series-0 … in page.css
constexpr std::array<const char*, 4> dashes = {"", "7 3", "2 3", "9 3 2 3"};

}  // namespace

std::string run_class(std::size_t index) { return fmt::format("series-{}", index % colours); }

std::string run_dashes(std::size_t index) { return dashes[index / colours % dashes.size()]; }

Html run_swatch(std::size_t index) {
  Attributes line = {{"x1", "0"}, {"x2", "22"}, {"y1", "5"}, {"y2", "5"}};
  if (const auto dash = run_dashes(index); !dash.empty()) line.emplace_back("stroke-dasharray", dash);
  return element("svg",
                 {{"class", "swatch " + run_class(index)},
                  {"viewBox", "0 0 22 10"},
                  {"width", "22"},
                  {"height", "10"},
                  {"aria-hidden", "true"}},
                 element("line", line, {}));
}

Html run_link(std::size_t index, const std::string& label) {
  return run_swatch(index) + element("a", {{"href", "#" + run_anchor(index)}}, label);
}

std::string run_anchor(std::size_t index) { return fmt::format("run-{}", index); }

}  // namespace evograd::host
