#include "framework/compare/variation.hpp"

#include "evograd/error.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::host;

namespace {

std::vector<std::string> keys_of(const Variant& variant) {
  std::vector<std::string> keys{"optimizer.meta.lr", "task.noise_rate"};
  if (variant.estimator == "evograd") keys.insert(keys.end(), {"estimator.sigma", "estimator.candidates"});
  return keys;
}

std::vector<std::string> labels(const std::vector<Variant>& variants) {
  std::vector<std::string> all;
  for (const auto& variant : variants) all.push_back(variant.label);
  return all;
}

const std::vector<Variant> kVariants{parse_variant("none"), parse_variant("evograd")};

}  // namespace

TEST_CASE("the values of a key are separated by commas that are not within a value") {
  const auto plain = parse_variation("estimator.sigma=0.001,1e-2");
  CHECK(plain.key == "estimator.sigma");
  CHECK(plain.values == std::vector<std::string>{"0.001", "1e-2"});
  CHECK(parse_variation("backbone.hidden=[4],[4, 8]").values == std::vector<std::string>{"[4]", "[4, 8]"});
  CHECK(parse_variation("task.data='a,b',\"c\"").values == std::vector<std::string>{"'a,b'", "\"c\""});
  CHECK(parse_variation("run.order=base-first").values.size() == 1);
}

TEST_CASE("what is no variation is refused with the reason") {
  CHECK_THROWS_WITH(parse_variation("estimator.sigma"),
                    "--vary: 'estimator.sigma' is not a key with values\n  help: write KEY=VALUE,VALUE,…, e.g. --vary "
                    "estimator.sigma=0.001,0.01");
  CHECK_THROWS_AS(parse_variation("=1"), Error);
  CHECK_THROWS_AS(parse_variation("a.b="), Error);
  CHECK_THROWS_WITH(parse_variation("a.b=1,,2"), Catch::Matchers::ContainsSubstring("a value is missing"));
  CHECK_THROWS_WITH(parse_variation("a.b=1,2,1"), Catch::Matchers::ContainsSubstring("'1' appears twice"));
}

TEST_CASE("a grid has every combination for each estimator that has the keys") {
  const auto grid = vary(kVariants, {{"estimator.sigma", {"1", "2"}}, {"optimizer.meta.lr", {"3", "4"}}}, keys_of);
  CHECK(labels(grid) == std::vector<std::string>{"none:optimizer.meta.lr=3", "none:optimizer.meta.lr=4",
                                                 "evograd:estimator.sigma=1:optimizer.meta.lr=3",
                                                 "evograd:estimator.sigma=1:optimizer.meta.lr=4",
                                                 "evograd:estimator.sigma=2:optimizer.meta.lr=3",
                                                 "evograd:estimator.sigma=2:optimizer.meta.lr=4"});
  CHECK(grid[5].argument == "evograd");
  CHECK(grid[5].grid_settings == std::vector<std::string>{"estimator.sigma=2", "optimizer.meta.lr=4"});
  CHECK(labels(vary(kVariants, {}, keys_of)) == std::vector<std::string>{"none", "evograd"});
}

TEST_CASE("a key that no estimator has is an error with the nearest one") {
  CHECK_THROWS_WITH(vary(kVariants, {{"estimator.sigm", {"1"}}}, keys_of),
                    "--vary: no estimator of the comparison has the key 'estimator.sigm'\n  help: did you mean "
                    "'estimator.sigma'?");
  CHECK_THROWS_WITH(vary({kVariants[0]}, {{"estimator.sigma", {"1"}}}, keys_of),
                    Catch::Matchers::ContainsSubstring("no estimator"));
  CHECK_THROWS_WITH(vary(kVariants, {{"seed", {"1"}}}, keys_of), Catch::Matchers::ContainsSubstring("--seeds"));
  CHECK_THROWS_WITH(vary(kVariants, {{"task.noise_rate", {"1"}}, {"task.noise_rate", {"2"}}}, keys_of),
                    Catch::Matchers::ContainsSubstring("varied twice"));
  CHECK_THROWS_WITH(vary({parse_variant("evograd:sigma=1")}, {{"estimator.sigma", {"2"}}}, keys_of),
                    Catch::Matchers::ContainsSubstring("is set by 'evograd:sigma=1' as well"));
}

TEST_CASE("long settings have different file names of a length that file systems accept") {
  auto one = parse_variant("evograd:" + std::string(300, 'a') + "=1");
  auto other = parse_variant("evograd:" + std::string(300, 'a') + "=2");
  CHECK(one.file_name().size() <= 160);
  CHECK(one.file_name() != other.file_name());
}
