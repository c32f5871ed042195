#pragma once

#include "data/examples/labelled_data.hpp"
#include "data/examples/raw_part.hpp"

namespace data {

/// Appends the rows of `part.records`, with the labels of the column that `request` names. Throws Error if there is no
/// such column and the labels are not in a file of their own.
void add_rows(RawPart& part, const LabelledDataRequest& request);

}  // namespace data
