#include "framework/log/console_log.hpp"

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/catch.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Sets or unsets NO_COLOR, as it was again at the end.
class NoColour {
 public:
  explicit NoColour(const char* value) {
    if (const auto* old = std::getenv("NO_COLOR")) before_ = old;
    value == nullptr ? unsetenv("NO_COLOR") : setenv("NO_COLOR", value, 1);
  }
  ~NoColour() { before_.empty() ? unsetenv("NO_COLOR") : setenv("NO_COLOR", before_.c_str(), 1); }

 private:
  std::string before_;
};

ProgressState half_way(double seconds) {
  return {.what = "training", .unit = "steps", .total = 10, .done = 5, .seconds = seconds, .note = "loss 0.5"};
}

}  // namespace

TEST_CASE("what is told has no prefix, warnings and errors name the program and their level", "[log]") {
  std::ostringstream out;
  ConsoleLog log(out, /*interactive=*/false);
  for (const auto level : {logging::Level::trace, logging::Level::debug, logging::Level::info, logging::Level::warning,
                           logging::Level::error}) {
    log.message(level, "text {} %v");
  }
  CHECK(out.str() == "text {} %v\nevograd: warning: text {} %v\nevograd: error: text {} %v\n");
}

TEST_CASE("each level shows itself and what is more important", "[log]") {
  const auto shown = [](logging::Level level) {
    std::ostringstream out;
    ConsoleLog log(out, false);
    log.configure({.level = level});
    log.message(logging::Level::trace, "a");
    log.message(logging::Level::debug, "b");
    log.message(logging::Level::info, "c");
    log.message(logging::Level::warning, "d");
    log.message(logging::Level::error, "e");
    const auto text = out.str();
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(shown(logging::Level::trace) == 5);
  CHECK(shown(logging::Level::debug) == 4);
  CHECK(shown(logging::Level::info) == 3);
  CHECK(shown(logging::Level::warning) == 2);
  CHECK(shown(logging::Level::error) == 1);
}

TEST_CASE("colours are for terminals and not if NO_COLOR is set", "[log]") {
  const auto warning = [](bool interactive) {
    std::ostringstream out;
    ConsoleLog log(out, interactive);
    log.message(logging::Level::warning, "x");
    return out.str();
  };
  {
    const NoColour unset(nullptr);
    CHECK(warning(true) == "evograd: \033[1;33mwarning:\033[0m x\n");
    CHECK(warning(false) == "evograd: warning: x\n");
  }
  const NoColour set("1");
  CHECK(warning(true) == "evograd: warning: x\n");
}

TEST_CASE("JSON is one object per line, whatever a message contains", "[log]") {
  std::ostringstream out;
  ConsoleLog log(out, true);
  log.configure({.json = true});
  log.message(logging::Level::warning, "a \"b\"\nc \xff");
  log.diagnostics("m.toml:1:1: error: x");
  log.progress(nullptr, half_way(11));
  log.progress_ends(nullptr);
  std::istringstream lines(out.str());
  std::vector<nlohmann::json> all;
  for (std::string line; std::getline(lines, line);) all.push_back(nlohmann::json::parse(line));
  REQUIRE(all.size() == 3);
  CHECK(all[0]["level"] == "warning");
  CHECK(all[0]["message"] == "a \"b\"\nc \xEF\xBF\xBD");
  CHECK_THAT(all[0]["time"].get<std::string>(), ContainsSubstring("T") && ContainsSubstring("Z"));
  CHECK(all[1]["level"] == "error");
  CHECK(all[2]["progress"]["what"] == "training");
  CHECK(all[2]["progress"]["done"] == 5);
  CHECK(all[2]["progress"]["per_second"].get<double>() == Approx(5.0 / 11));
  CHECK(all[2]["progress"]["seconds_left"].get<double>() == Approx(11));
}

TEST_CASE("a bar stays below the messages and goes when the work ends", "[log]") {
  const NoColour set("1");
  std::ostringstream out;
  ConsoleLog log(out, /*interactive=*/true);
  const Progress* work = reinterpret_cast<const Progress*>(&out);
  log.progress(work, half_way(0.1));
  CHECK(out.str().empty());  // short work shows none
  log.progress(work, half_way(2));
  const std::string bar = "training [############............] 5/10  2.5 steps/s  2 s left  loss 0.5";
  CHECK(out.str() == bar);
  out.str("");
  log.message(logging::Level::info, "evaluated");
  CHECK(out.str() == "\r\033[Kevaluated\n" + bar);
  out.str("");
  log.progress_ends(work);
  CHECK(out.str() == "\r\033[K");
  out.str("");
  log.message(logging::Level::info, "done");
  CHECK(out.str() == "done\n");
}

TEST_CASE("of works within one another the innermost is shown", "[log]") {
  std::ostringstream out;
  ConsoleLog log(out, /*interactive=*/true);
  const auto* outer = reinterpret_cast<const Progress*>(&out);
  const auto* inner = reinterpret_cast<const Progress*>(&log);
  auto evaluating = half_way(3);
  evaluating.what = "evaluating";
  log.progress(outer, half_way(3));
  log.progress(inner, evaluating);
  out.str("");
  log.progress(outer, half_way(4));
  CHECK(out.str().empty());
  log.progress_ends(inner);
  out.str("");
  log.progress(outer, half_way(5));
  CHECK_THAT(out.str(), ContainsSubstring("training ["));
}

TEST_CASE("elsewhere than on a terminal a line comes after ten seconds and then per minute", "[log]") {
  std::ostringstream out;
  ConsoleLog log(out, /*interactive=*/false);
  const auto lines = [&] {
    const auto text = out.str();
    return std::count(text.begin(), text.end(), '\n');
  };
  log.progress(nullptr, half_way(9));
  CHECK(lines() == 0);
  log.progress(nullptr, half_way(10));
  CHECK(out.str() == "training: 5 of 10 steps (50 %), 0.5 steps/s, 10 s left, loss 0.5\n");
  log.progress(nullptr, half_way(69));
  CHECK(lines() == 1);
  log.progress(nullptr, half_way(70));
  CHECK(lines() == 2);
  log.configure({.level = logging::Level::warning});
  log.progress(nullptr, half_way(1000));
  CHECK(lines() == 2);
}
