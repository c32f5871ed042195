#include "data/examples/part_rows.hpp"

#include "evograd/error.hpp"
#include "evograd/text.hpp"

namespace data {
namespace {

/// Throws Error if a label of a JSON file is a list or an object.
void expect_one_label(const Records& records, std::int64_t row, std::string_view label) {
  const bool list = label.starts_with('[') && label.ends_with(']');
  const bool object = label.starts_with('{') && label.ends_with('}');
  if (records.separator() != '\0' || (!list && !object)) return;
  throw evograd::Error(records.place(row),
                       "has the label " + evograd::in_quotes(label) + ", which is " + (list ? "a list" : "an object"),
                       "a label is one string or number: write the class itself");
}

}  // namespace

void add_rows(RawPart& part, const LabelledDataRequest& request) {
  const auto& records = *part.records;
  part.labelled = records.has(request.label_column);
  const bool needed = part.labelled || request.labels.empty();
  const auto label = needed ? records.column(request.label_column, "label_column") : 0;
  for (std::int64_t row = 0; row < records.size(); ++row) {
    if (part.labelled) expect_one_label(records, row, records.cell(row, label));
    part.add(records.place(row), part.labelled ? std::string(records.cell(row, label)) : "", row);
  }
}

}  // namespace data
