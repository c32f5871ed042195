#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace data {

/// The rows of a table as strings, in the order of the file.
class Records {
 public:
  Records(std::filesystem::path file, std::vector<std::string> columns, char separator = '\0')
      : file_(std::move(file)), columns_(std::move(columns)), separator_(separator) {}

  const std::filesystem::path& file() const { return file_; }
  const std::vector<std::string>& columns() const { return columns_; }
  /// What separates the columns in the file; 0 if nothing does, as in JSON.
  char separator() const { return separator_; }
  std::int64_t size() const { return static_cast<std::int64_t>(lines_.size()); }

  /// The cell of a row, both from 0; valid as long as nothing is added.
  std::string_view cell(std::int64_t row, std::size_t column) const {
    const auto at = static_cast<std::size_t>(row) * columns_.size() + column;
    const auto begin = at == 0 ? 0 : ends_[at - 1];
    return std::string_view(text_).substr(begin, ends_[at] - begin);
  }

  /// "FILE:LINE" of a row, for messages.
  std::string place(std::int64_t row) const;

  /// Whether there is a column `name`. column() gives its number; throws Error, naming the option that asked for it and
  /// the columns that there are, if there is none or more than one.
  bool has(const std::string& name) const;
  std::size_t column(const std::string& name, const std::string& option) const;

  /// Appends a cell of the row that is being read.
  void add_cell(std::string_view text) {
    text_ += text;
    ends_.push_back(text_.size());
  }
  /// Ends the row, which began in `line`; it must have a cell for each column.
  void end_row(std::int64_t line) { lines_.push_back(line); }
  /// Drops the cells of the row that is being read, or all rows.
  void drop_row();

  std::int64_t cells_of_row() const {
    return static_cast<std::int64_t>(ends_.size()) - size() * static_cast<std::int64_t>(columns_.size());
  }

 private:
  std::filesystem::path file_;
  std::vector<std::string> columns_;
  char separator_;
  std::string text_;               // all cells, one after another
  std::vector<std::size_t> ends_;  // of each cell in text_, row by row
  std::vector<std::int64_t> lines_;
};

/// How a file of records is read.
struct RecordFormat {
  std::string separator = "auto";  ///< "auto", "comma", "semicolon", "tab", "bar"
  std::string quotes = "auto";     ///< "auto", "on", "off"
  bool header = true;              ///< whether the first row has the names of the columns; else they are "1", "2" …
};

/// True for the names of files that read_records() reads: .csv, .tsv, .tab, .jsonl, .ndjson, .json, also with .gz.
bool is_records_name(const std::filesystem::path& file);

/// The records of a CSV or TSV file, or of a file of JSON objects, one a line, by the name's extension.
///
/// CSV: fields may be quoted and then contain separators, line ends and doubled quotes; blanks around unquoted fields
/// and empty lines are ignored. An automatic separator is the most frequent one of the first row. With automatic quotes
/// a file with tabs has none unless they stand around complete fields throughout. JSON: the columns are the members of
/// all objects, in the order in which they first occur; strings are taken as they are, null and missing members are
/// empty, other values are written as JSON.
///
/// Throws Error naming file, line and remedy: see table_text(); a row with another number of fields than the header, a
/// quote that is not closed, invalid JSON, no row.
Records read_records(const std::filesystem::path& file, const RecordFormat& format = {});

}  // namespace data
