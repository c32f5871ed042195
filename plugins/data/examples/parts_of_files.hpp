#pragma once

#include "data/examples/labelled_data.hpp"

namespace data {

/// The data sets "images", "texts" and "table": see open_labelled_data().
LabelledData read_parts(const LabelledDataRequest& request, RandomKey key);

}  // namespace data
