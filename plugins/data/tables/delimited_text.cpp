#include "data/tables/delimited_text.hpp"

#include <csv.h>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/text.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr int field_begun = 2;  // libcsv's states are not in its header
constexpr int row_not_begun = 0;
constexpr std::int64_t longest_field = 10000;  // lines in a quoted field: more means a stray quote

struct Separator {
  const char* name;
  char character;
};
constexpr std::array<Separator, 4> separators = {{{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"bar", '|'}}};

/// The most frequent separator in the first row, outside quotes; by extension if there is none.
char separator_of(std::string_view text, const std::filesystem::path& file, const RecordFormat& format) {
  for (const auto& one : separators) {
    if (format.separator == one.name) return one.character;
  }
  std::array<int, separators.size()> counts{};
  bool quoted = false;
  for (const char c : first_row_of(text)) {
    if (c == '"') quoted = !quoted;
    for (std::size_t i = 0; i < separators.size() && !quoted; ++i) counts[i] += c == separators[i].character ? 1 : 0;
  }
  const auto most = std::max_element(counts.begin(), counts.end());
  if (*most > 0) return separators[static_cast<std::size_t>(most - counts.begin())].character;
  return file.string().find(".csv") == std::string::npos ? '\t' : ',';
}

/// One pass of libcsv over a file.
class Parsing {
 public:
  Parsing(const std::filesystem::path& file, char separator, bool quotes, bool strict, bool header)
      : file_(file), separator_(separator), quotes_(quotes), strict_(strict), header_(header) {
    csv_init(&parser_, strict ? CSV_STRICT : 0);
    csv_set_delim(&parser_, static_cast<unsigned char>(separator));
    if (!quotes) csv_set_quote(&parser_, '\0');  // no text contains it
  }
  ~Parsing() { csv_free(&parser_); }
  Parsing(const Parsing&) = delete;
  Parsing& operator=(const Parsing&) = delete;

  /// Nothing if it is strict and the quotes, or the numbers of fields, are not those of quoted fields.
  std::optional<Records> run(const std::string& text) {
    for (std::size_t start = 0; start < text.size();) {
      const auto* newline = static_cast<const char*>(std::memchr(text.data() + start, '\n', text.size() - start));
      const auto end = newline == nullptr ? text.size() : static_cast<std::size_t>(newline - text.data()) + 1;
      ++line_;
      if (parser_.pstate == row_not_begun) row_line_ = line_;
      if (csv_parse(&parser_, text.data() + start, end - start, &field, &row, this) != end - start || uneven_) {
        if (strict_) return std::nullopt;
        refuse();
      }
      if (line_ - row_line_ > longest_field) refuse_open_quote();
      start = end;
    }
    if (parser_.quoted != 0 && parser_.pstate == field_begun) {
      if (strict_) return std::nullopt;
      refuse_open_quote();
    }
    csv_fini(&parser_, &field, &row, this);
    if (uneven_) {
      if (strict_) return std::nullopt;
      refuse();
    }
    if (!records_) throw Error(file_.string(), "has no row", "copy or download it again");
    if (records_->size() == 0) throw Error(file_.string(), "has a header, but no row below it", no_header());
    return std::move(*records_);
  }

 private:
  static void field(void* text, std::size_t length, void* parsing) {
    static_cast<Parsing*>(parsing)->add_field({static_cast<const char*>(text), length});
  }
  static void row(int, void* parsing) { static_cast<Parsing*>(parsing)->end_row(); }

  void add_field(std::string_view text) {
    if (!records_) {
      first_row_.emplace_back(text);
    } else {
      records_->add_cell(text);
    }
  }

  void end_row() {
    if (!records_) {
      auto names = first_row_;
      for (std::size_t i = 0; i < names.size() && !header_; ++i) names[i] = fmt::format("{}", i + 1);
      records_.emplace(file_, std::move(names), separator_);
      if (header_) return;
      for (const auto& cell : first_row_) records_->add_cell(cell);
    }
    fields_ = records_->cells_of_row();
    uneven_ |= fields_ != std::ssize(records_->columns());
    if (!uneven_) records_->end_row(row_line_);
  }

  std::string no_header() const { return "add rows, or set header = false if the first row is not a header"; }

  [[noreturn]] void refuse() const {
    if (!uneven_) throw Error(fmt::format("{}:{}", file_.string(), row_line_), csv_strerror(csv_error(&parser_)));
    if (header_ && records_->columns().size() == 1) {
      throw Error(fmt::format("{}:{}", file_.string(), row_line_),
                  fmt::format("has {} fields, but the first row has one: {}", fields_, in_quotes(first_row_[0])),
                  "the first row has the names of the columns: remove what stands above them, or set 'separator'");
    }
    throw Error(fmt::format("{}:{}", file_.string(), row_line_),
                fmt::format("has {} fields, but {} has {}", fields_, header_ ? "the header" : "the first row",
                            records_->columns().size()),
                quotes_ ? "put quotes around fields that contain the separator, or set 'separator'; if quotes are part "
                          "of the text, set quotes = \"off\""
                        : "set 'separator', or quotes = \"on\" if fields are quoted");
  }

  [[noreturn]] void refuse_open_quote() const {
    throw Error(fmt::format("{}:{}", file_.string(), row_line_), "has a quote that is not closed",
                "double quotes within quoted fields, or set quotes = \"off\" if they are part of the text");
  }

  const std::filesystem::path& file_;
  char separator_;
  bool quotes_;
  bool strict_;
  bool header_;
  mutable csv_parser parser_{};
  std::int64_t line_ = 0;
  std::int64_t row_line_ = 0;
  std::int64_t fields_ = 0;
  bool uneven_ = false;
  std::vector<std::string> first_row_;
  std::optional<Records> records_;
};

}  // namespace

std::string_view first_row_of(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of("\r\n"), text.size()));
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '\n' && !quoted) return text.substr(0, i + 1);
  }
  return text;
}

Records parse_delimited(const std::string& text, const std::filesystem::path& file, const RecordFormat& format) {
  const auto separator = separator_of(text, file, format);
  const bool detect = format.quotes == "auto" && separator == '\t';
  if (detect) {
    if (auto records = Parsing(file, separator, true, true, format.header).run(text)) return std::move(*records);
  }
  return *Parsing(file, separator, format.quotes == "on" || (format.quotes == "auto" && !detect), false, format.header)
              .run(text);
}

}  // namespace data
