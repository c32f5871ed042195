#include "framework/report/number_text.hpp"

#include <cmath>

#include "tests/catch.hpp"

using namespace evograd::host;

TEST_CASE("numbers of a column end at the same digit") {
  CHECK(aligned(81.0, 5) == "81.000");
  CHECK(aligned(0.95763, 5) == "0.95763");
  CHECK(aligned(12345.0, 5) == "12345");
  CHECK(significant(0.5, 4) == "0.5");
  CHECK(significant(std::nan(""), 4) == "not finite");
  CHECK(aligned(std::nullopt, 4).empty());
}

TEST_CASE("quantities carry their units") {
  CHECK(grouped(1234567) == "1,234,567");
  CHECK(grouped(-1234) == "-1,234");
  CHECK(grouped(999) == "999");
  CHECK(bytes_text(15893124) == "15.2 MiB");
  CHECK(bytes_text(3.0 * (1 << 30)) == "3.00 GiB");
  CHECK(percent(0.0129) == "1.3 %");
  CHECK(seconds_text(0.5) == "0.50 s");
  CHECK(seconds_text(7.25) == "7.2 s");
  CHECK(seconds_text(185) == "3 min 05 s");
}
