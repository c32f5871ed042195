#include "evograd/logging.hpp"

#include <thread>

#include "evograd/message_receiver.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"

using namespace evograd;
using evograd::test::CapturedLog;

TEST_CASE("messages reach the innermost receiver, with their levels", "[logging]") {
  const CapturedLog outer;
  logging::debug("a");
  {
    const CapturedLog inner;
    logging::info("b");
    logging::warning("c");
    CHECK(inner.lines == std::vector<std::string>{"b", "c"});
    CHECK((inner.levels == std::vector{logging::Level::info, logging::Level::warning}));
  }
  logging::error("d");
  CHECK(outer.lines == std::vector<std::string>{"a", "d"});
  CHECK((outer.levels == std::vector{logging::Level::debug, logging::Level::error}));
}

TEST_CASE("messages of several threads arrive one at a time", "[logging]") {
  const CapturedLog log;  // a vector of its own would not survive two threads at once
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([] {
      for (int i = 0; i < 500; ++i) logging::info("x");
    });
  }
  threads.clear();  // joins
  CHECK(log.lines.size() == 2000);
}

TEST_CASE("a receiver may hand a message on to the one before it", "[logging]") {
  struct Prefix : logging::Receiver {
    void message(logging::Level level, std::string_view text) override {
      scope.before()->message(level, "> " + std::string(text));
    }
    logging::ReceiverScope scope{*this};
  };
  const CapturedLog log;
  const Prefix prefix;
  logging::info("a");
  CHECK(log.lines == std::vector<std::string>{"> a"});
}
