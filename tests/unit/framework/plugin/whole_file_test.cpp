#include "framework/plugin/whole_file.hpp"

#include <fstream>
#include <iterator>

#include "framework/plugin/plugin_error.hpp"
#include "tests/catch.hpp"

using namespace evograd::host;

TEST_CASE("a library is whole, and is not when anything is missing at its end", "[plugin]") {
  std::ifstream stream(std::string(EVOGRAD_BINARY_FOLDER) + "/tests/plugins/toy.so", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  REQUIRE(bytes.size() > 1000);
  CHECK_NOTHROW(require_whole("toy.so", bytes));
  for (const auto size : {bytes.size() - 1, bytes.size() / 2, std::size_t{100}, std::size_t{5}}) {
    INFO(size);
    CHECK_THROWS_AS(require_whole("toy.so", std::string_view(bytes).substr(0, size)), PluginError);
  }
}

TEST_CASE("headers that speak of more than there can be are refused", "[plugin]") {
  std::string bytes(
      "\x7f"
      "ELF");
  bytes.resize(5000, '\xff');
  CHECK_THROWS_WITH(require_whole("odd.so", bytes), Catch::Matchers::ContainsSubstring("is truncated or damaged"));
}

TEST_CASE("what is no library is not the business of this check", "[plugin]") {
  CHECK_NOTHROW(require_whole("text.so", "some text"));
  CHECK_NOTHROW(require_whole("empty.so", ""));
}
