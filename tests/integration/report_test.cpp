#include <nlohmann/json.hpp>

#include "tests/catch.hpp"
#include "tests/integration/browser/browser.hpp"
#include "tests/integration/browser/check_page.hpp"
#include "tests/integration/browser/page_checks.hpp"
#include "tests/integration/small_run.hpp"
#include "tests/support/example_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::artefacts;
using evograd::test::Browser;
using evograd::test::check_page_everywhere;
using evograd::test::content_of;
using evograd::test::ExampleRun;
using evograd::test::ScratchFolder;
using evograd::test::View;
namespace page_checks = evograd::test::page_checks;
using Json = nlohmann::json;

namespace {

/// JavaScript for the chart of the plot in `frame`, an expression.
std::string chart_of(const std::string& frame) { return "Chart.getChart(" + frame + ".querySelector('canvas'))"; }

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

}  // namespace

TEST_CASE("the page about several runs is sound on a desk and on a phone, light and dark") {
  const ScratchFolder scratch;
  check_page_everywhere(page_of_many(scratch), "report-many");
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
  check_page_everywhere(folder / "report.html", "report-one");
}

TEST_CASE("runs can be switched off, axes changed, values read with the keyboard and by pointer, evaluations chosen") {
  const ScratchFolder scratch;
  const auto page = page_of_many(scratch);
  Browser browser;
  browser.open(page, {});
  const std::string first = "document.querySelector('[data-plot=\"0\"]')";
  const auto lines = chart_of(first) + ".data.datasets.filter((each) => !each.silent).length";
  const auto axis = chart_of(first) + ".scales.x.options.title.text";
  CHECK(browser.evaluate(lines) == 5);
  CHECK(browser.evaluate(chart_of(first) + ".data.datasets.filter((each) => each.pointStyle === 'triangle').length") ==
        1);
  browser.evaluate("document.querySelectorAll('.chip')[1].click()");
  CHECK(browser.evaluate(lines) == 4);
  CHECK(browser.evaluate(axis) == "step");
  browser.evaluate("document.querySelectorAll('.axis-choice input')[1].click()");
  CHECK_THAT(browser.evaluate(axis).get<std::string>(), ContainsSubstring("time"));
  browser.evaluate("document.querySelectorAll('.axis-choice input')[0].click()");
  browser.evaluate("document.querySelectorAll('.chip').forEach((chip) => chip.click())");
  CHECK(browser.evaluate(lines) == 1);

  const auto readout = first + ".querySelector('[role=status]').textContent";
  browser.evaluate(first + ".querySelector('.plot').focus()");
  browser.press("ArrowRight");
  CHECK_THAT(browser.evaluate(readout).get<std::string>(), ContainsSubstring("step 1; t1-t2: "));
  browser.press("End");
  CHECK_THAT(browser.evaluate(readout).get<std::string>(), ContainsSubstring("step 600; t1-t2: "));
  const auto middle = browser.evaluate("(() => { const box = " + first +
                                       ".querySelector('.plot').getBoundingClientRect();"
                                       "return [box.left + box.width / 2, box.top + box.height / 2]; })()");
  browser.move_pointer(middle[0], middle[1]);
  browser.wait_for_drawing();
  browser.keep_screenshot(artefacts / "report-readout.png", /*whole=*/false);
  CHECK_THAT(browser.evaluate(chart_of(first) + ".tooltip.title[0]").get<std::string>(),
             ContainsSubstring("step 2") || ContainsSubstring("step 3"));

  const std::string meta = "document.querySelector('#meta-parameters [data-plot]')";
  const auto curve = "JSON.stringify(" + chart_of(meta) + ".data.datasets[0].data)";
  const auto last = browser.evaluate(curve);
  browser.evaluate("(() => { const slider = " + meta +
                   ".querySelector('input'); slider.value = 0; slider.dispatchEvent(new Event('input')); })()");
  CHECK(browser.evaluate(curve) != last);

  const std::string norm =
      R"([...document.querySelectorAll("[data-plot]")].find((chart) => /norm of/.test(chart.ariaLabel)))";
  const auto kind = chart_of(norm) + ".scales.y.type";
  CHECK(browser.evaluate(kind) == "logarithmic");
  browser.evaluate(norm + ".querySelector('.toggle').click()");
  CHECK(browser.evaluate(kind) == "linear");

  const auto background = "getComputedStyle(document.body).backgroundColor";
  const auto line = chart_of(first) + ".data.datasets[0].borderColor";
  const auto light = browser.evaluate(background);
  const auto light_line = browser.evaluate(line);
  browser.evaluate(R"((() => {
    const choice = document.getElementById("theme-choice");
    choice.value = "dark";
    choice.dispatchEvent(new Event("change"));
  })())");
  CHECK(browser.evaluate(background) != light);
  CHECK(browser.evaluate(line) != light_line);
  CHECK(browser.complaints() == std::vector<std::string>{});
}

TEST_CASE("a range that is selected by dragging is shown by all plots until the whole range is wanted again") {
  const ScratchFolder scratch;
  Browser browser;
  browser.open(page_of_many(scratch), {});
  const std::string second = "document.querySelector('[data-plot=\"1\"]')";
  const auto range = "[" + chart_of(second) + ".scales.x.min, " + chart_of(second) + ".scales.x.max]";
  CHECK(browser.evaluate(range) == Json({0, 600}));
  browser.evaluate(R"((() => {
    const place = document.querySelector('[data-plot="0"] .plot');
    const { x } = Chart.getChart(place.querySelector("canvas")).scales;
    const left = place.getBoundingClientRect().left;
    const send = (type, step) => place.dispatchEvent(
      new PointerEvent(type, { clientX: left + x.getPixelForValue(step), button: 0, bubbles: true }));
    send("pointerdown", 400);
    send("pointermove", 300);
    send("pointerup", 200);
  })())");
  const auto zoomed = browser.evaluate(range);
  CHECK(zoomed[0].get<double>() == Approx(200).margin(1e-6));
  CHECK(zoomed[1].get<double>() == Approx(400).margin(1e-6));
  CHECK(browser.evaluate("document.querySelectorAll('.zoom-band').length") == 0);
  CHECK(browser.evaluate("document.getElementById('whole-range').checkVisibility()") == true);
  browser.evaluate("document.getElementById('whole-range').click()");
  CHECK(browser.evaluate(range) == Json({0, 600}));
  CHECK(browser.evaluate("document.getElementById('whole-range').checkVisibility()") == false);
}

TEST_CASE("a page of a hundred long runs is drawn") {
  const ScratchFolder scratch;
  std::string folders;
  for (int run = 0; run < 100; ++run) {
    std::string metrics;
    for (int step = 1; step <= 2000; ++step) {
      const auto number = std::to_string(run + 0.01 * (step % (run + 7)));
      metrics += "{\"step\":" + std::to_string(50 * step) + ",\"training_loss\":" + number +
                 ",\"meta_gradient_norm\":" + number + "}\n";
    }
    scratch.write(std::to_string(run) + "/metrics.jsonl", metrics);
    folders += (scratch / std::to_string(run)).string() + " ";
  }
  report(folders + "--out " + (scratch / "page.html").string());
  Browser browser;
  browser.open(scratch / "page.html", {});
  CHECK(browser.evaluate(page_checks::empty_plots) == Json::array());
  const auto chart = chart_of("document.querySelector('[data-plot=\"0\"]')");
  CHECK(browser.evaluate(chart + ".data.datasets.length") == 100);
  browser.evaluate("document.querySelector('[data-plot=\"0\"] .plot').focus()");
  browser.press("End");
  CHECK(browser.evaluate(chart + ".tooltip.body.length") == 12);
  CHECK(browser.evaluate(chart + ".tooltip.footer[0]") == "88 more");
  browser.keep_screenshot(artefacts / "report-hundred.png", /*whole=*/false);
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
  browser.keep_screenshot(artefacts / "report-many-without-scripts.png");
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
