#include "framework/page/page.hpp"

#include "framework/page/page_assets.hpp"
#include "tests/catch.hpp"

using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a page has its title, links, plots and their data, and Chart.js with its license") {
  Plots plots;
  const auto frame =
      plots.add({.title = "loss & more", .note = "in nats", .below = "below", .height = 300, .keys = true},
                {{"kind", "steps"}, {"lines", Json::array()}});
  CHECK_THAT(frame.str(), ContainsSubstring("data-plot=\"0\"") && ContainsSubstring("loss &amp; more") &&
                              ContainsSubstring("in nats") && ContainsSubstring("height: 300px") &&
                              ContainsSubstring("tabindex=\"0\"") && !ContainsSubstring("toggle"));
  plots.add({.title = "second", .note = {}, .below = {}, .toggle = true}, {{"kind", "steps"}});
  REQUIRE(plots.data().size() == 2);
  CHECK(plots.data()[0]["title"] == "loss & more");

  const auto text = page({.kind = "report",
                          .title = "<b>",
                          .sections = {{"curves", "Curves"}},
                          .main = frame,
                          .runs = Json::array(),
                          .plots = plots});
  CHECK_THAT(text, ContainsSubstring("<title>&lt;b&gt; – evograd report</title>") &&
                       ContainsSubstring("<a href=\"#curves\">Curves</a>") && ContainsSubstring(frame.str()));
  CHECK_THAT(text, ContainsSubstring("default-src &#39;none&#39;"));
  CHECK(text.find(page_library) != std::string::npos);
  CHECK_THAT(std::string(page_library), ContainsSubstring("Copyright (c)") &&
                                            ContainsSubstring("Permission is hereby") &&
                                            ContainsSubstring("Chart.js v"));
}
