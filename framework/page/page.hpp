#pragma once

#include <string>
#include <utility>
#include <vector>

#include "framework/files/json.hpp"
#include "framework/page/html.hpp"
#include "framework/page/plots.hpp"

namespace evograd::host {

/// A page without its frame.
struct PageContent {
  std::string kind;   ///< what kind of page it is: "report"
  std::string title;  ///< what it is about
  std::vector<std::pair<std::string, std::string>>
      sections;  ///< id and title of each that the page links to at its top
  Html main;
  Json runs;  ///< what the plots show: [{"label", "mark", "dashes", "clock": {"steps", "seconds"}, "resumed"}]
  const Plots& plots;
};

/// The whole page: one HTML file that loads nothing. The same content gives the same bytes.
std::string page(const PageContent& content);

}  // namespace evograd::host
