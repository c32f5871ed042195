#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/integration/browser/browser.hpp"
#include "tests/integration/browser/page_checks.hpp"
#include "tests/integration/small_run.hpp"
#include "tests/support/example_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::Browser;
using evograd::test::content_of;
using evograd::test::ExampleRun;
using evograd::test::ScratchFolder;
using evograd::test::View;
namespace page_checks = evograd::test::page_checks;
using Json = nlohmann::json;

namespace {

const std::filesystem::path kArtefacts = EVOGRAD_BINARY_FOLDER "/artefacts";

std::string report(const std::string& arguments) {
  const auto outcome = evograd::test::evograd("report " + arguments);
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  return outcome.err;
}

/// Runs of every kind, two of them with different files of one plugin. Returns the page about all of them.
std::filesystem::path page_of_many(const ScratchFolder& scratch) {
  ExampleRun{}.write(scratch / "evograd");
  ExampleRun{.estimator = "t1-t2", .seed = 2, .speed = 0.6}.write(scratch / "t1-t2");
  ExampleRun{.seed = 3,
             .speed = 1.4,
             .plugin_hash = std::string(64, 'c'),
             .resumed = {{{"step", 300}, {"allowed_changes", {"run.steps: 400 -> 600"}}}}}
      .write(scratch / "other-file");
  const ExampleRun killed{.estimator = "nystrom"};
  killed.write(scratch / "killed");
  std::filesystem::remove(scratch / "killed/summary.json");
  const auto metrics = killed.metrics();
  scratch.write("killed/metrics.jsonl", metrics.substr(0, metrics.size() * 2 / 3));
  ExampleRun{.estimator = "central-difference"}.write(scratch / "failed");
  auto summary = killed.summary();
  summary["status"] = "failed";
  summary["error"] = "step 601: the training loss is nan\n  help: </script><script>console.error('escaped')</script>";
  summary.erase("time");
  scratch.write("failed/summary.json", summary.dump());
  const auto page = scratch / "page.html";
  std::string folders;
  for (const char* name : {"evograd", "t1-t2", "other-file", "killed", "failed"})
    folders += (scratch / name).string() + " ";
  const auto warnings = report(folders + "--out " + page.string());
  CHECK_THAT(warnings, ContainsSubstring("warning: plugin 'evograd'") &&
                           ContainsSubstring(std::string(64, 'c') + "  in other-file"));
  return page;
}

/// What would be wrong with the page however it is looked at, with all that can be folded up first open, then not.
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

void check_page_everywhere(const std::filesystem::path& page, const std::string& name) {
  Browser browser;
  for (const int width : {1280, 375}) {
    for (const bool dark : {false, true}) {
      check_page(browser, page, {.width = width, .dark = dark});
      browser.keep_screenshot(kArtefacts /
                              ("report-" + name + "-" + std::to_string(width) + (dark ? "-dark" : "-light") + ".png"));
    }
  }
}

}  // namespace

TEST_CASE("the page about several runs is sound on a desk and on a phone, light and dark") {
  const ScratchFolder scratch;
  check_page_everywhere(page_of_many(scratch), "many");
}

TEST_CASE("the page about a run that the program made is sound") {
  const ScratchFolder scratch;
  const auto manifest = scratch.write("small.toml", evograd::test::small_manifest);
  const auto folder = scratch / "run";
  REQUIRE(evograd::test::evograd("run " + manifest.string() + " --set run.steps=8 --set probe.every=2 --out " +
                                 folder.string())
              .exit_code == 0);
  CHECK(report(folder.string()).empty());
  const auto page = content_of(folder / "report.html");
  CHECK_THAT(page, ContainsSubstring("cosine to the exact hypergradient") && ContainsSubstring("weight of an example"));
  CHECK_THAT(page, ContainsSubstring("meta update") && ContainsSubstring("small.toml:1") &&
                       !ContainsSubstring("there is no run.json"));
  check_page_everywhere(folder / "report.html", "one");
}

TEST_CASE("runs can be switched off, axes changed, values read with the keyboard and by pointer, evaluations chosen") {
  const ScratchFolder scratch;
  const auto page = page_of_many(scratch);
  Browser browser;
  browser.open(page, {});
  const auto lines = "document.querySelectorAll('[data-chart=\"0\"] path.line').length";
  const auto axis = "document.querySelector('[data-chart=\"0\"] .axis-title').textContent";
  CHECK(browser.evaluate(lines) == 5);
  browser.evaluate("document.querySelectorAll('.chip')[1].click()");
  CHECK(browser.evaluate(lines) == 4);
  CHECK(browser.evaluate(axis) == "step");
  browser.evaluate("document.querySelectorAll('.axis-choice input')[1].click()");
  CHECK_THAT(browser.evaluate(axis).get<std::string>(), ContainsSubstring("time"));
  browser.evaluate("document.querySelectorAll('.axis-choice input')[0].click()");
  browser.evaluate("document.querySelectorAll('.chip').forEach((chip) => chip.click())");
  CHECK(browser.evaluate(lines) == 1);

  const auto readout = "document.querySelector('[data-chart=\"0\"] .readout').textContent";
  browser.evaluate("document.querySelector('[data-chart=\"0\"] .plot').focus()");
  browser.press("ArrowRight");
  CHECK_THAT(browser.evaluate(readout).get<std::string>(), ContainsSubstring("step 1t1-t2"));
  browser.press("End");
  CHECK_THAT(browser.evaluate(readout).get<std::string>(), ContainsSubstring("step 600t1-t2"));
  const auto middle = browser.evaluate(R"((() => {
    const box = document.querySelector('[data-chart="0"] .plot').getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  })())");
  browser.move_pointer(middle[0], middle[1]);
  browser.keep_screenshot(kArtefacts / "report-readout.png", /*whole=*/false);
  CHECK_THAT(browser.evaluate(readout).get<std::string>(), ContainsSubstring("step 2") || ContainsSubstring("step 3"));

  const auto curve = "document.querySelector('[data-meta=\"0\"] path.line:not(.faint)').getAttribute('d')";
  const auto last = browser.evaluate(curve);
  browser.evaluate(R"((() => {
    const slider = document.querySelector('[data-meta="0"] input');
    slider.value = 0;
    slider.dispatchEvent(new Event("input"));
  })())");
  CHECK(browser.evaluate(curve) != last);

  const auto norm =
      R"([...document.querySelectorAll("[data-chart]")].find((chart) => /norm of/.test(chart.ariaLabel)))";
  const auto norm_path = std::string(norm) + ".querySelector('path.line').getAttribute('d')";
  const auto logarithmic = browser.evaluate(norm_path);
  browser.evaluate(std::string(norm) + ".querySelector('.toggle').click()");
  CHECK(browser.evaluate(norm_path) != logarithmic);

  const auto background = "getComputedStyle(document.body).backgroundColor";
  const auto light = browser.evaluate(background);
  browser.evaluate(R"((() => {
    const choice = document.getElementById("theme-choice");
    choice.value = "dark";
    choice.dispatchEvent(new Event("change"));
  })())");
  CHECK(browser.evaluate(background) != light);
  CHECK(browser.complaints() == std::vector<std::string>{});
}

TEST_CASE("without scripts the tables are there and the page says that its curves are not") {
  const ScratchFolder scratch;
  Browser browser;
  browser.open(page_of_many(scratch), {.width = 375, .scripts = false});
  CHECK(browser.evaluate("document.querySelectorAll('#runs tbody tr').length") == 2 * 5);
  CHECK(browser.evaluate("document.querySelector('main noscript').checkVisibility()") == true);
  CHECK(browser.evaluate("document.querySelectorAll('#cost .segment').length > 10") == true);
  CHECK(browser.evaluate(page_checks::overflow) == 0);
  browser.keep_screenshot(kArtefacts / "report-many-without-scripts.png");
}

TEST_CASE("a console error, an exception, a request and an overflow would be seen") {
  const ScratchFolder scratch;
  const auto bad = scratch.write("bad.html", R"(<!DOCTYPE html><title>bad</title>
    <meta name="viewport" content="width=device-width"><body style="color: #888; background: #777">
    <p>text</p><button></button><div style="width: 900px">wide</div><section class="chart" aria-label="empty"></section>
    <img src="nowhere.png" alt=""><script>console.error("first"); thrown();</script>)");
  Browser browser;
  browser.open(bad, {.width = 375});
  std::string complaints;
  for (const auto& complaint : browser.complaints()) complaints += complaint + "\n";
  CHECK_THAT(complaints, ContainsSubstring("console: ") && ContainsSubstring("first"));
  CHECK_THAT(complaints, ContainsSubstring("exception: ") && ContainsSubstring("thrown is not defined"));
  REQUIRE(browser.requests().size() == 1);
  CHECK_THAT(browser.requests()[0], ContainsSubstring("nowhere.png"));
  CHECK(browser.evaluate(page_checks::overflow) > 0);
  CHECK(browser.evaluate(page_checks::empty_plots) == Json::array({"empty"}));
  CHECK(browser.evaluate(page_checks::low_contrasts).size() == 2);
  CHECK(browser.evaluate(page_checks::nameless_controls).size() == 1);
}

TEST_CASE("report refuses what is no run, and writes nothing") {
  const ScratchFolder scratch;
  ExampleRun{}.write(scratch / "good");
  scratch.write("file", "");
  std::filesystem::create_directories(scratch / "empty");
  const auto page = scratch / "page.html";
  const auto good = (scratch / "good").string() + " ";
  const auto refused = [&](const std::string& name, const std::string& why) {
    const auto outcome =
        evograd::test::evograd("report " + good + (scratch / name).string() + " --out " + page.string());
    CHECK(outcome.exit_code == 1);
    CHECK_THAT(outcome.err, ContainsSubstring("evograd: error: " + (scratch / name).string()) &&
                                ContainsSubstring(why) && ContainsSubstring("help: "));
    CHECK_FALSE(std::filesystem::exists(page));
  };
  refused("missing", "does not exist");
  refused("file", "is not a folder");
  refused("empty", "does not contain a run");
  refused("good", "is listed twice");
  ExampleRun{}.write(scratch / "damaged");
  scratch.write("damaged/metrics.jsonl", "{\"step\":1}\n{\"st\n{\"step\":3}\n");
  refused("damaged", "metrics.jsonl:2: is not JSON");
  scratch.write("damaged/run.json", "{");
  refused("damaged", "run.json: is not a JSON object");
  CHECK(evograd::test::evograd("report").exit_code == 2);
}
