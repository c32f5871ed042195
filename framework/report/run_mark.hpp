#pragma once

#include <cstddef>
#include <string>

#include "framework/report/html.hpp"

namespace evograd::host {

/// The CSS class that gives the colour of a page's run `index`. Colours repeat after seven runs, with other dashes.
std::string run_class(std::size_t index);

/// The dashes of the run's lines as SVG has them; empty for a line without gaps.
std::string run_dashes(std::size_t index);

/// A short piece of the run's line.
Html run_swatch(std::size_t index);

/// The run's name behind its swatch; a link to what was run.
Html run_link(std::size_t index, const std::string& label);

/// The id of the element that says what was run.
std::string run_anchor(std::size_t index);

}  // namespace evograd::host
