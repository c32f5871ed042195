#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "data/tables/records.hpp"

namespace data {

/// The records in `text`, the contents of a CSV or TSV `file`; see read_records().
Records parse_delimited(const std::string& text, const std::filesystem::path& file, const RecordFormat& format);

/// The beginning of `text` up to the end of its first row that is not empty; line ends in quotes belong to the row.
std::string_view first_row_of(std::string_view text);

}  // namespace data
