#pragma once

#include <cmath>

namespace evograd::host {

/// "nan", "inf" or "-inf" for a number that is not finite. fmt's versions differ in whether they show the sign of NaN,
/// which means nothing.
inline const char* not_finite_text(double value) { return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf"; }

}  // namespace evograd::host
