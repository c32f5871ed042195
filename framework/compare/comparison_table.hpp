#pragma once

#include <string>

#include "framework/compare/comparison.hpp"
#include "framework/page/html.hpp"

namespace evograd::host {

/// The table over the seeds, for a terminal.
std::string to_text(const Comparison& comparison);

/// The same table in Markdown, with an explanation of its columns.
std::string to_markdown(const Comparison& comparison);

/// The same for a page whose run `i` is estimator `i`; refused estimators are not listed.
Html to_html(const Comparison& comparison);

}  // namespace evograd::host
