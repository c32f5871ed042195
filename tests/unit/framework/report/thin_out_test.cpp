#include "framework/report/thin_out.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tests/catch.hpp"

using namespace evograd::host;

namespace {

Curve wave(int points) {
  Curve curve;
  for (int i = 0; i < points; ++i) curve.add(i, std::sin(0.1 * i));
  return curve;
}

bool has(const Curve& curve, double step, double value) {
  for (std::size_t i = 0; i < curve.size(); ++i) {
    if (curve.steps[i] == step && (curve.values[i] == value || (std::isnan(value) && std::isnan(curve.values[i])))) {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("a short curve is not thinned out") {
  const auto curve = wave(100);
  const auto same = thin_out(curve, 100);
  CHECK(same.steps == curve.steps);
  CHECK(same.values == curve.values);
  CHECK(thin_out(Curve{}, 10).size() == 0);
}

TEST_CASE("thinning out keeps ends, extremes and gaps, and the order of the steps") {
  auto curve = wave(10000);
  curve.values[4321] = 50;
  curve.values[8765] = -50;
  curve.values[6000] = std::numeric_limits<double>::quiet_NaN();
  for (const std::size_t most : {5, 100, 2000}) {
    const auto thin = thin_out(curve, most);
    CHECK(thin.size() <= most);
    CHECK(thin.size() > most / 3);
    CHECK(std::is_sorted(thin.steps.begin(), thin.steps.end()));
    CHECK(has(thin, 0, curve.values.front()));
    CHECK(has(thin, 9999, curve.values.back()));
    CHECK(has(thin, 4321, 50));
    CHECK(has(thin, 8765, -50));
    CHECK(has(thin, 6000, curve.values[6000]));
  }
}

TEST_CASE("indices evenly apart begin with the first and end with the last") {
  CHECK(evenly_apart(3, 5) == std::vector<std::size_t>{0, 1, 2});
  CHECK(evenly_apart(11, 3) == std::vector<std::size_t>{0, 5, 10});
  CHECK(evenly_apart(0, 3).empty());
}
