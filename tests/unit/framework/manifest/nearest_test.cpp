#include "framework/manifest/nearest.hpp"

#include "tests/catch.hpp"

using namespace evograd::host;

TEST_CASE("The nearest word is found through swaps, gaps and case", "[manifest]") {
  const std::vector<std::string> words = {"candidates", "sigma", "temperature", "noise_rate"};
  CHECK(nearest("sigmaa", words) == "sigma");
  CHECK(nearest("isgma", words) == "sigma");
  CHECK(nearest("Temprature", words) == "temperature");
  CHECK(nearest("noise-rate", words) == "noise_rate");
  CHECK(nearest("temp", words) == "temperature");
  CHECK(nearest("steps", words).empty());
  CHECK(nearest("", words).empty());
  CHECK(suggestion("steps", "options", {"a", "b"}) == "options: a, b");
  CHECK(suggestion("x", "options", {}) == "options: none");
}

TEST_CASE("A word of a million letters is no misspelling of a short one", "[manifest]") {
  CHECK(nearest(std::string(1'000'000, 's'), {"sigma", "steps"}).empty());
}
