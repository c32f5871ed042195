#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace evograd::host {

/// The line, counted from 1, of the first key in `text` that has more than `most` parts joined by dots ("a.b.c" has
/// three); nothing if there is none. Strings and comments are skipped; `text` need not be valid TOML.
///
/// toml++ nests its tables as deeply as such a key is long, and destroys them recursively.
std::optional<std::size_t> line_of_deep_key(std::string_view text, std::size_t most);

}  // namespace evograd::host
