#pragma once

#include <string>

namespace metaxl {

/// ICU's identifier of a language, optionally with script or region ("sr-Latn", "pt_BR"). Throws Error if the installed
/// CLDR has no such language, naming the most similar ones by code and by English name ("Icelandic" suggests is).
std::string known_locale(const std::string& asked);

}  // namespace metaxl
