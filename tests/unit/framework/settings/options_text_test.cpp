#include "framework/settings/options_text.hpp"

#include "tests/catch.hpp"

using evograd::host::options_text;

TEST_CASE("Options are told as TOML", "[settings]") {
  CHECK(options_text({}) == "the defaults");
  CHECK(options_text({{"a", std::int64_t{3}}, {"b", std::string("x")}}) == "a = 3, b = \"x\"");
}
