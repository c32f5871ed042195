#include "evograd/options.hpp"

#include "tests/catch.hpp"

using namespace evograd;

namespace {

struct Sample {
  std::int64_t copies = 2;
  double scale = 0.5;
  std::string kind = "a";
  std::vector<std::string> names;

  static Schema<Sample> schema() {
    return {{"copies", &Sample::copies, at_least(2), "how many"},
            {"scale", &Sample::scale, positive(), "how large"},
            {"kind", &Sample::kind, one_of({"a", "b"}), "which"},
            {"names", &Sample::names, any_value(), "for whom"}};
  }
};

std::string rejection(const OptionValues& values) {
  try {
    Sample::schema().parse(values);
  } catch (const Error& error) {
    return error.cause();
  }
  return "";
}

}  // namespace

TEST_CASE("values replace defaults, an integer serves as a number") {
  const auto options = Sample::schema().parse({{"copies", std::int64_t{4}}, {"scale", std::int64_t{3}}});
  CHECK(options.copies == 4);
  CHECK(options.scale == 3.0);
  CHECK(options.kind == "a");
}

TEST_CASE("what does not fit is named with its value and what was expected") {
  CHECK(rejection({{"copies", std::int64_t{1}}}) == "'copies' is 1, must be at least 2");
  CHECK(rejection({{"copies", 2.5}}) == "'copies' is 2.5, must be an integer");
  CHECK(rejection({{"scale", 0.0}}) == "'scale' is 0.0, must be positive and finite");
  CHECK(rejection({{"kind", std::string("c")}}) == "'kind' is \"c\", must be one of \"a\", \"b\"");
  CHECK(rejection({{"names", std::vector<std::int64_t>{1}}}) == "'names' is [1], must be a list of strings");
  CHECK(rejection({{"kinds", std::string("a")}}) == "unknown option 'kinds'");
}

TEST_CASE("values are written as TOML reads them") {
  CHECK(to_toml(1e-3) == "0.001");
  CHECK(to_toml(2.0) == "2.0");
  CHECK(to_toml(std::string("a\"b\\c\n")) == R"("a\"b\\c\n")");
  CHECK(to_toml(std::vector<double>{1, 0.5}) == "[1.0, 0.5]");
  CHECK(to_toml(true) == "true");
}
