#pragma once

#include <cstddef>
#include <string>

#include "framework/page/html.hpp"

namespace evograd::host {

/// The CSS class for the colour of run `index` on a page. Colours repeat after seven runs, with other dashes.
std::string run_class(std::size_t index);

/// The dash pattern of the run's lines in SVG's format; empty for a solid line.
std::string run_dashes(std::size_t index);

/// A short sample of the run's line.
Html run_swatch(std::size_t index);

/// The run's name after its swatch; a link to what was run.
Html run_link(std::size_t index, const std::string& label);

/// The id of the element that describes what was run.
std::string run_anchor(std::size_t index);

}  // namespace evograd::host
