#pragma once

#include <filesystem>
#include <string>

#include "data/tables/records.hpp"

namespace data {

/// The records in `text`, the contents of a CSV or TSV `file`; see read_records().
Records parse_delimited(const std::string& text, const std::filesystem::path& file, const RecordFormat& format);

}  // namespace data
