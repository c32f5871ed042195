#include "framework/report/report_page.hpp"

#include <cmath>
#include <fstream>

#include "evograd/error.hpp"
#include "framework/page/page_assets.hpp"
#include "framework/report/write_report.hpp"
#include "tests/catch.hpp"
#include "tests/support/example_run.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::ExampleRun;
using evograd::test::ScratchFolder;

namespace {

/// What the page's script gets.
Json data_of(const std::string& page) {
  const std::string opening = "id=\"page-data\">";
  const auto begin = page.find(opening) + opening.size();
  return Json::parse(page.substr(begin, page.find("</script>", begin) - begin));
}

}  // namespace

TEST_CASE("the page of one run stands in its folder and is the same every time") {
  const ScratchFolder folder;
  ExampleRun{}.write(folder / "a");
  const auto written = write_report({folder / "a"}, {});
  CHECK(written.file == folder / "a" / "report.html");
  CHECK(written.warnings.empty());
  const auto page = content_of(written.file);
  CHECK_THAT(page, ContainsSubstring("<title>label-noise") && ContainsSubstring("81.000") &&
                       ContainsSubstring("57.94") && ContainsSubstring("15.2 MiB"));
  CHECK_THAT(page, ContainsSubstring("configs/label_noise.toml:12") && ContainsSubstring(std::string(64, 'a')) &&
                       ContainsSubstring("gcc-12"));
  CHECK_THAT(page, ContainsSubstring("A processor @ 2.10GHz, 2 cores") && ContainsSubstring("meta update"));
  write_report({folder / "a"}, {});
  CHECK(content_of(written.file) == page);
}

TEST_CASE("texts of a run folder are neither markup nor script") {
  const ScratchFolder folder;
  const std::string evil = "</script><script>alert('\xE2\x80\xA8')</script><img src=x>";
  ExampleRun example;
  example.name = evil;
  example.write(folder / "a");
  std::ofstream(folder / "a" / "metrics.jsonl")
      << Json({{"step", 1}, {"evaluation", {{evil, 1}}}}).dump() << "\n"
      << Json({{"step", 1}, {"meta_parameters", {{{"name", evil}, {"labels", {evil}}, {"y", {1}}}}}}).dump() << "\n";
  auto summary = example.summary();
  summary["status"] = evil;
  summary["error"] = evil;
  std::ofstream(folder / "a" / "summary.json") << summary.dump();
  const auto page = content_of(write_report({folder / "a"}, {}).file);
  CHECK(page.find("<script>alert") == std::string::npos);
  CHECK(page.find("<img") == std::string::npos);
  CHECK_THAT(page, ContainsSubstring("&lt;img src=x&gt;"));
  const auto plots = data_of(page)["plots"];
  REQUIRE(plots.size() == 2);
  CHECK((plots[0]["kind"] == "steps" && plots[0]["title"] == evil));
  CHECK((plots[1]["kind"] == "meta" && plots[1]["title"] == evil));
}

TEST_CASE("the page of runs with different plugin files begins with a warning and marks them") {
  const ScratchFolder folder;
  ExampleRun{}.write(folder / "a");
  ExampleRun{.plugin_hash = std::string(64, 'c')}.write(folder / "b");
  const auto written = write_report({folder / "a", folder / "b"}, folder / "page.html");
  REQUIRE(written.warnings.size() == 1);
  CHECK_THAT(written.warnings[0], ContainsSubstring("plugin 'evograd'"));
  const auto page = content_of(written.file);
  const auto warning = page.find("id=\"warnings\"");
  REQUIRE(warning != std::string::npos);
  CHECK(warning < page.find("id=\"runs\""));
  CHECK_THAT(page.substr(warning, 1500),
             ContainsSubstring(std::string(64, 'a')) && ContainsSubstring(std::string(64, 'c')));
  CHECK_THAT(page, ContainsSubstring("⚠ other program") && ContainsSubstring("⚠ other file"));
}

TEST_CASE("one bad folder among several is named and nothing is written") {
  const ScratchFolder folder;
  ExampleRun{}.write(folder / "a");
  std::filesystem::create_directories(folder / "empty");
  CHECK_THROWS_WITH(write_report({folder / "a", folder / "empty"}, folder / "page.html"),
                    ContainsSubstring("empty: does not contain a run"));
  CHECK_FALSE(std::filesystem::exists(folder / "page.html"));
  CHECK_THROWS_WITH(write_report({folder / "a"}, folder.path()), ContainsSubstring("is a folder"));
}

TEST_CASE("a long run's page stays small and keeps the extremes") {
  const ScratchFolder folder;
  std::filesystem::create_directories(folder / "a");
  std::ofstream metrics(folder / "a" / "metrics.jsonl");
  for (int step = 1; step <= 50000; ++step) {
    metrics << "{\"step\":" << step << ",\"training_loss\":" << (step == 33333 ? 1e9 : std::sin(0.01 * step)) << "}\n";
  }
  metrics.close();
  const auto page = content_of(write_report({folder / "a"}, {}).file);
  CHECK(page.size() < page_library.size() + 150'000);
  const auto line = data_of(page)["plots"][0]["lines"][0];
  CHECK(line["x"].size() <= 2000);
  CHECK(std::find(line["y"].begin(), line["y"].end(), 1e9) != line["y"].end());
  CHECK_THAT(page, ContainsSubstring("thinned out"));
}

TEST_CASE("what runs lack is said") {
  const ScratchFolder folder;
  std::filesystem::create_directories(folder / "a");
  std::filesystem::create_directories(folder / "b");
  std::ofstream(folder / "a" / "metrics.jsonl")
      << "{\"step\":1,\"training_loss\":null}\n{\"step\":2,\"training_loss\":1}\n";
  std::ofstream(folder / "b" / "metrics.jsonl") << "{\"step\":2,\"evaluation\":{\"auc\":0.9}}\n";
  const auto page = content_of(write_report({folder / "a", folder / "b"}, folder / "page.html").file);
  CHECK_THAT(page, ContainsSubstring("Not recorded: b.") && ContainsSubstring("unfinished") &&
                       ContainsSubstring("The time by phase was not recorded"));
  CHECK_THAT(page, ContainsSubstring("No probe readings") && ContainsSubstring("The plugins were not recorded") &&
                       ContainsSubstring("The options were not recorded") &&
                       ContainsSubstring("1 logged value was not finite"));
  CHECK_THAT(page, ContainsSubstring("2 (last logged)"));
}
