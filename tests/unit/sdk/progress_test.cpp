#include "evograd/progress.hpp"

#include <thread>
#include <vector>

#include "evograd/message_receiver.hpp"
#include "tests/catch.hpp"

using namespace evograd;

namespace {

struct Watch : logging::Receiver {
  void message(logging::Level /*level*/, std::string_view /*text*/) override {}
  void progress(const Progress* /*work*/, const ProgressState& state) override { states.push_back(state); }
  void progress_ends(const Progress* /*work*/) override { ++ended; }

  std::vector<ProgressState> states;
  int ended = 0;
  logging::ReceiverScope scope{*this};
};

}  // namespace

TEST_CASE("progress is told when a tenth of a second has passed, not at every step", "[logging]") {
  Watch watch;
  {
    Progress progress("decoding", 1'000'010, "images", 5);
    for (int i = 0; i < 1000; ++i) progress.advance();
    CHECK(watch.states.size() < 100);
    std::this_thread::sleep_for(std::chrono::milliseconds(120));
    progress.note([] { return "loss 1"; });
    progress.advance(2);
    REQUIRE_FALSE(watch.states.empty());
    const auto& state = watch.states.back();
    CHECK(state.what == "decoding");
    CHECK(state.unit == "images");
    CHECK(state.total == 1'000'010);
    CHECK(state.done == 1007);
    CHECK(state.done_before == 5);
    CHECK(state.seconds > 0.1);
    CHECK(state.note == "loss 1");
    CHECK(watch.ended == 0);
  }
  CHECK(watch.ended == 1);
}
