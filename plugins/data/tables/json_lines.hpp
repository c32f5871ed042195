#pragma once

#include <filesystem>
#include <string>

#include "data/tables/records.hpp"

namespace data {

/// The records in `text`, the contents of a `file` of JSON objects, one a line; see read_records().
Records parse_json_lines(const std::string& text, const std::filesystem::path& file);

}  // namespace data
