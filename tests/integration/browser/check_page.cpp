#include "tests/integration/browser/check_page.hpp"

#include "tests/catch.hpp"
#include "tests/integration/browser/page_checks.hpp"

namespace evograd::test {
namespace {

using Json = nlohmann::json;

/// With all that can be folded up first open, then not.
void check_page(Browser& browser, const std::filesystem::path& page, const View& view) {
  INFO("width " << view.width << (view.dark ? ", dark" : ", light"));
  for (const bool unfolded : {true, false}) {
    browser.open(page, view);
    if (unfolded) {
      browser.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })");
      browser.wait_for_drawing();
    }
    CHECK(browser.complaints() == std::vector<std::string>{});
    CHECK(browser.requests() == std::vector<std::string>{});
    CHECK(browser.evaluate(page_checks::overflow) == 0);
    CHECK(browser.evaluate(page_checks::empty_plots) == Json::array());
    CHECK(browser.evaluate(page_checks::low_contrasts) == Json::array());
    CHECK(browser.evaluate(page_checks::nameless_controls) == Json::array());
  }
}

}  // namespace

void check_page_everywhere(const std::filesystem::path& page, const std::string& name) {
  Browser browser;
  for (const int width : {1280, 375}) {
    for (const bool dark : {false, true}) {
      check_page(browser, page, {.width = width, .dark = dark});
      browser.keep_screenshot(artefacts / (name + "-" + std::to_string(width) + (dark ? "-dark" : "-light") + ".png"));
    }
  }
}

}  // namespace evograd::test
