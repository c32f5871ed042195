#pragma once

#include <filesystem>
#include <string>

#include "tests/integration/browser/browser.hpp"

namespace evograd::test {

/// Where pictures of pages are kept, for people.
inline const std::filesystem::path artefacts = EVOGRAD_BINARY_FOLDER "/artefacts";

/// Fails the test case where the page is not sound on a desk or on a phone, light or dark: errors, requests, empty
/// plots, what is too wide, low in contrast or without a name. Keeps pictures of it as `name`.
void check_page_everywhere(const std::filesystem::path& page, const std::string& name);

}  // namespace evograd::test
