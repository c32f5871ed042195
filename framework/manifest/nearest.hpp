#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace evograd::host {

/// The one of `candidates` of which `word` is most likely a misspelling or a prefix, or an empty string if none is
/// near.
std::string nearest(std::string_view word, const std::vector<std::string>& candidates);

/// "did you mean 'sigma'? options: candidates, sigma", where `noun` is "options"; without the question if none is near.
std::string suggestion(std::string_view word, const std::string& noun, const std::vector<std::string>& candidates);

}  // namespace evograd::host
