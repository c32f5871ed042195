#include "framework/log/run_log.hpp"

#include <fstream>
#include <iterator>

#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::CapturedLog;
using evograd::test::ScratchFolder;

namespace {

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("a run's log has what came before it was opened, with time and level, and passes all on", "[log]") {
  const ScratchFolder scratch;
  const CapturedLog console;
  {
    RunLog log;
    logging::info("before");
    log.open(scratch / "run.log");
    logging::write(logging::Level::trace, "every step");
    logging::debug("why");
    logging::warning("take care");
    log.note(logging::Level::error, "in the file alone");
  }
  logging::info("after");
  const auto lines = lines_of(scratch / "run.log");
  REQUIRE(lines.size() == 4);
  CHECK_THAT(lines[0], ContainsSubstring(" info     before"));
  CHECK_THAT(lines[1], ContainsSubstring(" debug    why"));
  CHECK_THAT(lines[2], ContainsSubstring(" warning  take care"));
  CHECK_THAT(lines[3], ContainsSubstring(" error    in the file alone"));
  CHECK(lines[0].substr(4, 1) == "-");
  CHECK(console.lines == std::vector<std::string>{"before", "every step", "why", "take care", "after"});
}

TEST_CASE("a resumed run's log is appended to", "[log]") {
  const ScratchFolder scratch;
  const CapturedLog console;
  for (const auto* text : {"first", "second"}) {
    RunLog log;
    log.open(scratch / "run.log");
    logging::info(text);
  }
  CHECK(lines_of(scratch / "run.log").size() == 2);
}

TEST_CASE("warnings are counted, equal ones together, those of the process before too", "[log]") {
  const CapturedLog console;
  Json before;
  {
    RunLog log;
    logging::warning("a");
    logging::warning("b");
    logging::warning("a");
    logging::error("not a warning");
    before = log.warnings();
  }
  CHECK(before == Json::parse(R"([{"message": "a", "times": 2}, {"message": "b", "times": 1}])"));
  RunLog log;
  log.restore(before);
  logging::warning("b");
  CHECK(log.warnings() == Json::parse(R"([{"message": "a", "times": 2}, {"message": "b", "times": 2}])"));
}

TEST_CASE("a log that cannot be written is one warning, and the run goes on", "[log]") {
  const ScratchFolder scratch;
  CapturedLog console;
  RunLog log;
  log.open(scratch / "no" / std::string(300, 'x') / "run.log");
  logging::info("x");
  REQUIRE(console.lines.size() == 2);
  CHECK((console.levels[0] == logging::Level::warning));
  CHECK_THAT(console.lines[0], ContainsSubstring("run.log cannot be written: "));
  CHECK(console.lines[1] == "x");

  RunLog full;
  full.open("/dev/full");
  logging::info("y");
  logging::info("z");
  CHECK(full.warnings().size() == 1);
}
