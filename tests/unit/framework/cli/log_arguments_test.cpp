#include "framework/cli/log_arguments.hpp"

#include "framework/cli/failure.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::host;

TEST_CASE("options of the log win over EVOGRAD_LOG", "[cli]") {
  CHECK((log_settings({}, nullptr).level == logging::Level::info));
  CHECK((log_settings({}, "").level == logging::Level::info));
  CHECK((log_settings({}, "trace").level == logging::Level::trace));
  CHECK((log_settings({.level = "error"}, "trace").level == logging::Level::error));
  CHECK((log_settings({.quiet = true}, "trace").level == logging::Level::warning));
  CHECK((log_settings({.verbose = true}, "error").level == logging::Level::debug));
  CHECK_FALSE(log_settings({.format = "text"}, nullptr).json);
  CHECK(log_settings({.format = "json"}, nullptr).json);
}

TEST_CASE("a level that is none is an error that names the levels", "[cli]") {
  CHECK_THROWS_WITH(log_settings({}, "loud"),
                    "EVOGRAD_LOG is 'loud'\n  help: levels: trace, debug, info, warning, error");
}
