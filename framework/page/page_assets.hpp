#pragma once

#include <string_view>

namespace evograd::host {

// Files that CMake turns into strings.
extern const std::string_view page_style;    ///< framework/page/assets/page.css
extern const std::string_view page_script;   ///< all framework/page/assets/*.js, which share one scope
extern const std::string_view page_library;  ///< Chart.js, with its license in a comment

}  // namespace evograd::host
