#include "data/images/files/csv_rows.hpp"

#include <csv.h>

#include <algorithm>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

struct Rows {
  std::vector<std::vector<std::string>> all;
  std::vector<std::string> row;
};

void end_cell(void* bytes, std::size_t count, void* rows) {
  static_cast<Rows*>(rows)->row.emplace_back(static_cast<const char*>(bytes), count);
}

void end_row(int /*last*/, void* into) {
  auto& rows = *static_cast<Rows*>(into);
  const bool blank = std::all_of(rows.row.begin(), rows.row.end(), [](const auto& cell) { return cell.empty(); });
  if (!blank) rows.all.push_back(rows.row);
  rows.row.clear();
}

/// libcsv's parser with its memory.
class Parser {
 public:
  explicit Parser(char separator) {
    if (csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) != 0) throw Error("libcsv", "out of memory");
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
  }
  ~Parser() { csv_free(&parser_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  Rows parse(std::string_view text, const std::string& place) {
    Rows rows;
    const bool complete = csv_parse(&parser_, text.data(), text.size(), end_cell, end_row, &rows) == text.size() &&
                          csv_fini(&parser_, end_cell, end_row, &rows) == 0;
    if (complete) return rows;
    throw Error(
        place,
        "is not valid CSV after row " + std::to_string(rows.all.size()) + ": " + csv_strerror(csv_error(&parser_)),
        "quote a cell as a whole, and double the quotes in it");
  }

 private:
  csv_parser parser_{};
};

char separator_of(std::string_view text) {
  const auto line = text.substr(0, text.find('\n'));
  char best = ',';
  for (const char candidate : {';', '\t'}) {
    if (std::count(line.begin(), line.end(), candidate) > std::count(line.begin(), line.end(), best)) best = candidate;
  }
  return best;
}

}  // namespace

std::vector<std::vector<std::string>> csv_rows(std::string_view text, const std::string& place) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return Parser(separator_of(text)).parse(text, place).all;
}

}  // namespace data
