#include "data/examples/part_rows.hpp"

namespace data {

void add_rows(RawPart& part, const LabelledDataRequest& request) {
  const auto& records = *part.records;
  part.labelled = records.has(request.label_column);
  const bool needed = part.labelled || request.labels.empty();
  const auto label = needed ? records.column(request.label_column, "label_column") : 0;
  for (std::int64_t row = 0; row < records.size(); ++row) {
    part.add(records.place(row), part.labelled ? std::string(records.cell(row, label)) : "", row);
  }
}

}  // namespace data
