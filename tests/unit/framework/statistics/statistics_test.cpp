#include "framework/statistics/statistics.hpp"

#include "tests/catch.hpp"

using namespace evograd::host;

TEST_CASE("mean, deviation and Student's interval") {
  const auto five = estimate({1, 2, 3, 4, 5});
  CHECK(five.mean == 3);
  CHECK(five.deviation == Approx(1.5811388301));
  CHECK(*five.interval == Approx(2.7764451052 * 1.5811388301 / 2.2360679775));  // t(0.975, 4) from a printed table
  const auto two = estimate({0, 1});
  CHECK(*two.interval == Approx(12.7062047364 * 0.5));
}

TEST_CASE("one value has no spread and no interval") {
  const auto one = estimate({7});
  CHECK(one.mean == 7);
  CHECK(one.deviation == 0);
  CHECK_FALSE(one.interval);
}

TEST_CASE("the median of an even number of values lies between the middle two") {
  CHECK(median({5, 1, 3}) == 3);
  CHECK(median({4, 1, 3, 2}) == 2.5);
}

TEST_CASE("quartiles are interpolated, whatever the order of the values") {
  const auto of_five = quartiles({5, 1, 4, 2, 3});
  CHECK(of_five.lower == 2);
  CHECK(of_five.upper == 4);
  const auto of_four = quartiles({4, 3, 2, 1});
  CHECK(of_four.lower == Approx(1.75));
  CHECK(of_four.upper == Approx(3.25));
  const auto of_one = quartiles({7});
  CHECK(of_one.lower == 7);
  CHECK(of_one.upper == 7);
}
