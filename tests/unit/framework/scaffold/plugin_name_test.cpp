#include "framework/scaffold/plugin_name.hpp"

#include "tests/catch.hpp"

using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("The name of a plugin is made of lower-case words joined by hyphens", "[scaffold]") {
  for (const char* name : {"a", "my-estimator", "t1-t2", "resnet18", "a-2-b"}) {
    INFO(name);
    CHECK(reject_plugin_name(name, {}).empty());
  }
  for (const char* name : {"", "-", "a-", "-a", "a--b", "A", "my_estimator", "my estimator", "2a", "ä", "a/b", "..",
                           "../a", "a.b", "a\nb", "a;b", "$a"}) {
    INFO(name);
    CHECK_THAT(reject_plugin_name(name, {}), ContainsSubstring("lower-case words joined by hyphens"));
  }
  CHECK_THAT(reject_plugin_name(std::string(101, 'a'), {}), ContainsSubstring("longer than 100"));
}

TEST_CASE("A name that is taken, or that CMake or C++ need, is refused", "[scaffold]") {
  CHECK_THAT(reject_plugin_name("lenet", {"conv4", "lenet"}),
             ContainsSubstring("already") && ContainsSubstring("'lenet'"));
  CHECK(reject_plugin_name("lenet-2", {"conv4", "lenet"}).empty());
  for (const char* name : {"test", "all", "torch", "options"}) CHECK_FALSE(reject_plugin_name(name, {}).empty());
}

TEST_CASE("A class has the plugin's name in capitalized words", "[scaffold]") {
  CHECK(class_name("central-difference") == "CentralDifference");
  CHECK(class_name("t1-t2") == "T1T2");
  CHECK(class_name("a-2nd-try") == "A2ndTry");
}
