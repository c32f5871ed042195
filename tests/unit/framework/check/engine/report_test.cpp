#include "framework/check/engine/report.hpp"

#include <iterator>
#include <pugixml.hpp>

#include "tests/catch.hpp"

using namespace evograd::host::check;
using Catch::Matchers::ContainsSubstring;
using namespace std::string_literals;

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

TEST_CASE("JUnit XML has a suite per component and every character that XML can represent") {
  const Check shape{"estimator/shape", Level::contract, "The value has the right shape.", {}};
  const Check finite{"estimator/finite", Level::contract, "The value is finite.", {}};
  const Subject subject{"dir/p.so", "estimator", "x"};
  const std::string message = "a < b & \"c\"\nsecond line\t\x1b[31m";
  const auto xml = as_junit({{subject, &shape, Status::failed, message, "printed <&>", 1.25},
                             {{"dir/p.so", "plugin", ""}, &finite, Status::passed},
                             {subject, &finite, Status::skipped, "needs a device"}},
                            {});
  CHECK_THAT(xml, Catch::Matchers::StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"));
  pugi::xml_document document;
  REQUIRE(document.load_string(xml.c_str()));
  const auto suites = document.child("testsuites");
  CHECK(std::distance(suites.begin(), suites.end()) == 2);
  const auto suite = suites.first_child();
  CHECK(suite.attribute("name").value() == std::string("p.so.x"));
  CHECK(std::distance(suite.begin(), suite.end()) == 2);
  const auto failed = suite.first_child();
  CHECK(failed.attribute("classname").value() == std::string("p.so.x"));
  CHECK(failed.attribute("name").value() == std::string("estimator/shape"));
  CHECK(failed.attribute("time").value() == std::string("1.250"));
  CHECK(failed.child("failure").attribute("type").value() == std::string("FAIL"));
  CHECK(failed.child("failure").attribute("message").value() == "a < b & \"c\"\nsecond line\t?[31m"s);
  CHECK_THAT(failed.child("failure").text().get(), ContainsSubstring("printed <&>\nevograd check "));
  CHECK(suite.last_child().child("skipped").attribute("message").value() == std::string("needs a device"));
  CHECK(suite.next_sibling().attribute("name").value() == std::string("p.so"));
  CHECK(suite.next_sibling().first_child().first_child().empty());
}
