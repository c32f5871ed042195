#include "framework/log/duration.hpp"

#include "tests/catch.hpp"

using evograd::host::duration;

TEST_CASE("durations have two units at most", "[log]") {
  CHECK(duration(-1) == "0 s");
  CHECK(duration(42.2) == "42 s");
  CHECK(duration(59.6) == "1 min 00 s");
  CHECK(duration(185) == "3 min 05 s");
  CHECK(duration(3720) == "1 h 02 min");
  CHECK(duration(360000) == "100 h 00 min");
}
