#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace evograd::host {

/// The line, counted from 1, of the first key in `text` that has more than `most` parts joined by dots, as "a.b.c" has
/// three; nothing where there is none. Texts and comments are passed over; `text` need not be TOML.
///
/// toml++ nests its tables as deep as such a key is long, and destroys them by as many calls within each other.
std::optional<std::size_t> line_of_deep_key(std::string_view text, std::size_t most);

}  // namespace evograd::host
