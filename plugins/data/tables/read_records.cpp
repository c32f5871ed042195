#include <array>
#include <string_view>

#include "data/tables/delimited_text.hpp"
#include "data/tables/json_lines.hpp"
#include "data/tables/records.hpp"
#include "data/tables/table_text.hpp"
#include "data/tables/text_ending.hpp"

namespace data {
namespace {

constexpr std::array<std::string_view, 3> json_endings = {".jsonl", ".ndjson", ".json"};
constexpr std::array<std::string_view, 3> delimited_endings = {".csv", ".tsv", ".tab"};

}  // namespace

bool is_records_name(const std::filesystem::path& file) {
  return ends_with_any(file, json_endings) || ends_with_any(file, delimited_endings);
}

Records read_records(const std::filesystem::path& file, const RecordFormat& format) {
  const auto text = table_text(file);
  return ends_with_any(file, json_endings) ? parse_json_lines(text, file) : parse_delimited(text, file, format);
}

}  // namespace data
