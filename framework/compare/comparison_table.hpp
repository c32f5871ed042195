#pragma once

#include <string>

#include "framework/compare/comparison.hpp"

namespace evograd::host {

/// The table over the seeds, for a terminal.
std::string to_text(const Comparison& comparison);

/// The same table in Markdown, with an explanation of its columns.
std::string to_markdown(const Comparison& comparison);

}  // namespace evograd::host
