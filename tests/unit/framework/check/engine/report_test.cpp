#include "framework/check/engine/report.hpp"

#include "tests/catch.hpp"

using namespace evograd::host::check;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("an exception that every check meets is told once, the other checks name the first") {
  const Check shape{"estimator/shape", Level::contract, "The value has the right shape.", {}};
  const Check finite{"estimator/finite", Level::contract, "The value is finite.", {}};
  const Subject subject{"p.so", "estimator", "x"};
  const Subject other{"p.so", "estimator", "y"};
  const Finding first{subject, &shape, Status::failed, "threw: my solver diverged"};
  const std::vector<Finding> earlier{first};
  CHECK_THAT(as_text(first, {}), ContainsSubstring("threw: my solver diverged") && ContainsSubstring("contract:"));
  CHECK(as_text({subject, &finite, Status::failed, "threw: my solver diverged"}, {}, earlier) ==
        "FAIL  estimator x: estimator/finite, same reason as estimator/shape\n");
  CHECK_THAT(as_text({subject, &finite, Status::failed, "the value is not finite"}, {}, earlier),
             ContainsSubstring("the value is not finite"));
  CHECK_THAT(as_text({other, &finite, Status::failed, "threw: my solver diverged"}, {}, earlier),
             ContainsSubstring("contract:"));
}
