#include "framework/check/drawn_options.hpp"

#include <set>

#include "framework/settings/options_text.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::host::check;

namespace {

ComponentEntry entry() {
  return {"some",
          {.summary = "", .cost = "", .citation = "", .small = {{"count", std::int64_t{4}}}},
          {{"count", std::int64_t{100}, at_least(2), "how many"},
           {"rate", 0.5, between(0, 1), "how much"},
           {"on", true, any_value(), "whether"},
           {"way", std::string("left"), one_of({"left", "right"}), "where"},
           {"file", std::string(), any_value(), "which"},
           {"widths", std::vector<std::int64_t>{8, 4}, positive(), "how wide"}}};
}

}  // namespace

TEST_CASE("drawn options are allowed, near to the small ones, and differ", "[check]") {
  Draws draws(RandomKey(3));
  std::set<std::string> texts;
  for (int round = 0; round < 200; ++round) {
    const auto component = entry();
    auto options = drawn_options(component, draws);
    for (const auto& specification : component.options) {
      if (!options.contains(specification.name)) continue;
      CHECK(reject(specification, options[specification.name]).empty());
    }
    CHECK(std::get<std::int64_t>(options.at("count")) <= 8);  // not around the default of 100
    CHECK_FALSE(options.contains("file"));                    // what is free text cannot be guessed
    texts.insert(host::options_text(options));
  }
  CHECK(texts.size() > 50);
  Draws again(RandomKey(3));
  CHECK(texts.contains(host::options_text(drawn_options(entry(), again))));
}
