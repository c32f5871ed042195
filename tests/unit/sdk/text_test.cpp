#include "evograd/text.hpp"

#include "tests/catch.hpp"

using namespace evograd;

TEST_CASE("A list in a message separates its words with commas", "[text]") {
  CHECK(comma_separated({}) == "none");
  CHECK(comma_separated({"a"}) == "a");
  CHECK(comma_separated({"a", "b", "{}"}) == "a, b, {}");
}

TEST_CASE("A long list in a message names the first words and counts the others", "[text]") {
  const std::vector<std::string> words{"a", "b", "c"};
  CHECK(comma_separated(words, 4) == "a, b, c");
  CHECK(comma_separated(words, 3) == "a, b, c");
  CHECK(comma_separated(words, 2) == "a, b and 1 more");
  CHECK(comma_separated(std::vector<std::string>{}, 2) == "none");
}

TEST_CASE("A quotation in a message has at most 80 bytes of the original", "[text]") {
  CHECK(in_quotes("") == "''");
  CHECK(in_quotes("a {} b") == "'a {} b'");
  CHECK(in_quotes(std::string(80, 'a')) == "'" + std::string(80, 'a') + "'");
  CHECK(in_quotes(std::string(81, 'a')) == "'" + std::string(80, 'a') + "…'");
}
