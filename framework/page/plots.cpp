#include "framework/page/plots.hpp"

#include <fmt/format.h>

#include <utility>

namespace evograd::host {

Html Plots::add(const Frame& frame, Json data) {
  const auto number = fmt::to_string(data_.size());
  data["title"] = frame.title;
  data_.push_back(std::move(data));

  Html head = element(
      "h4", frame.title + (frame.note.empty() ? Html() : element("span", {{"class", "unit"}}, " " + frame.note)));
  if (frame.toggle) {
    head += element("button",
                    {{"type", "button"},
                     {"class", "toggle needs-script"},
                     {"title", "logarithmic axis; values that are not positive are left out"}},
                    "log");
  }
  Attributes plot = {{"class", "plot"}};
  if (frame.height > 0) plot.emplace_back("style", fmt::format("height: {}px", frame.height));
  if (frame.keys) {
    plot.insert(plot.end(),
                {{"tabindex", "0"}, {"role", "group"}, {"aria-label", frame.title + "; the arrow keys read values"}});
  }
  return element(
      "section", {{"class", "chart"}, {"data-plot", number}, {"aria-label", frame.title}},
      element("div", {{"class", "chart-head"}}, head) +
          element("div", plot, element("canvas", {{"role", "img"}}, {}) + element("p", {{"class", "missing"}}, {})) +
          element("div", {{"class", "unseen"}, {"role", "status"}}, {}) + frame.below);
}

}  // namespace evograd::host
