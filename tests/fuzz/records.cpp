// CSV, TSV and JSON lines, and their columns as numbers and categories.
#include "data/tables/records.hpp"

#include <memory>

#include "data/examples/column_encoding.hpp"
#include "input.hpp"

using namespace evograd;

namespace {

const char* const endings[] = {"a.csv", "a.tsv", "a.jsonl"};
const char* const separators[] = {"auto", "comma", "semicolon", "tab"};
const char* const quotes[] = {"auto", "on", "off"};

void check(data::Records records) {
  data::RawPart part;
  part.records = std::make_shared<data::Records>(std::move(records));
  const auto& rows = *part.records;
  fuzz::require(rows.size() > 0 && !rows.columns().empty(), "there is a row and a column");
  for (std::int64_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < rows.columns().size(); ++column) rows.cell(row, column);
    part.add(rows.place(row), "", row);
  }
  for (std::size_t column = 0; column < rows.columns().size(); ++column) {
    fuzz::accepts([&] {
      const data::ColumnEncoding encoding(part, column, false, true);
      std::vector<float> values(static_cast<std::size_t>(encoding.width()));
      for (std::size_t row = 0; row < part.size(); ++row) {
        fuzz::require(encoding.encode(part, row, column, values.data()), "what is of the training part is known");
        for (const auto value : values) fuzz::require(value == value, "a feature is a number");
      }
    });
  }
}

}  // namespace

/// The first byte: the format; the second: separator, quotes, header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const auto* name = endings[input.byte() % 3];
  const auto how = input.byte();
  const data::RecordFormat format{separators[how % 4], quotes[how / 4 % 3], how % 32 < 16};
  const auto file = fuzz::write(name, input.rest());
  fuzz::accepts([&] { check(data::read_records(file, format)); });
  return 0;
}
