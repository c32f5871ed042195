#pragma once

#include <string>

namespace metaxl {

/// ICU's identifier of a language, also with script or region ("sr-Latn", "pt_BR"). Throws Error when the installed
/// CLDR has no such language, naming the nearest by code and by English name ("Icelandic" is near to is).
std::string known_locale(const std::string& asked);

}  // namespace metaxl
