#include "framework/matrix/matrix_report.hpp"

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"

using namespace evograd::host::matrix;

TEST_CASE("the matrix counts estimators and says once why others do not run", "[matrix]") {
  const std::vector<Cell> cells{
      {"images", "network", "first", Verdict::runs},
      {"images", "network", "second", Verdict::runs},
      {"images", "reader", "first", Verdict::refused, "takes tokens"},
      {"images", "reader", "second", Verdict::refused, "takes tokens"},
      {"texts", "reader", "first", Verdict::runs},
      {"texts", "reader", "second", Verdict::fails, "the process was killed by: Killed"},
  };
  CHECK(matrix_as_markdown(cells) ==
        "| BACKBONE | images | texts |\n"
        "| --- | --- | --- |\n"
        "| `network` | all 2 | – |\n"
        "| `reader` | – (1) | 1 of 2 (2) |\n"
        "\n"
        "1. refused: takes tokens\n"
        "2. `second` FAILS: the process was killed by: Killed\n");
  const auto json = nlohmann::json::parse(matrix_as_json(cells));
  REQUIRE(json.size() == 6);
  CHECK(json[2]["verdict"] == "refused");
  CHECK(json[2]["reason"] == "takes tokens");
}
