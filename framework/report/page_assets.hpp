#pragma once

#include <string_view>

namespace evograd::host {

// The files of framework/report/page, which CMake turns into strings.
extern const std::string_view page_style;   ///< page.css
extern const std::string_view page_script;  ///< all *.js files, which share one scope

}  // namespace evograd::host
