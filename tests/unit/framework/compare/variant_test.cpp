#include "framework/compare/variant.hpp"

#include "evograd/error.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::host;

TEST_CASE("a variant is an estimator and settings over its own and over the manifest") {
  const auto plain = parse_variant("t1-t2");
  CHECK(plain.estimator == "t1-t2");
  CHECK(plain.settings.empty());
  const auto set = parse_variant("evograd:preset=paper:run.order=base-first");
  CHECK(set.estimator == "evograd");
  CHECK(set.settings == std::vector<std::string>{"estimator.preset=paper", "run.order=base-first"});
  CHECK(set.label == "evograd:preset=paper:run.order=base-first");
  CHECK(set.file_name() == "evograd_preset_paper_run.order_base-first");
  CHECK(parse_variant("evograd:sigma=1e-3").settings == std::vector<std::string>{"estimator.sigma=1e-3"});
}

TEST_CASE("what is no variant is refused with an example") {
  CHECK_THROWS_WITH(parse_variant("evograd:paper"),
                    "--estimators: 'paper' in 'evograd:paper' is not a setting\n  help: write NAME:key=value, e.g. "
                    "evograd:preset=paper");
  CHECK_THROWS_AS(parse_variant(""), Error);
  CHECK_THROWS_AS(parse_variant(":sigma=1"), Error);
  CHECK_THROWS_AS(parse_variant("evograd:=1"), Error);
}
