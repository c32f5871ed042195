#include "framework/run/stop_signals.hpp"

#include <unistd.h>

#include <atomic>
#include <string_view>

namespace evograd::host {
namespace {

std::atomic<int> received_signal{0};
std::atomic<StopSignals::Announcement> announcement{StopSignals::Announcement::text};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler must not block");

void take(int signal) {
  if (received_signal.exchange(signal) != 0) _exit(128 + signal);
  // The log takes a lock, which the interrupted thread may hold.
  constexpr std::string_view text = "\nevograd: stopping after this step; signal again to stop at once\n";
  constexpr std::string_view json =
      R"({"level":"info","message":"stopping after this step; signal again to stop at once"})"
      "\n";
  const auto how = announcement.load();
  if (how == StopSignals::Announcement::none) return;
  const auto message = how == StopSignals::Announcement::json ? json : text;
  [[maybe_unused]] const auto written = write(STDERR_FILENO, message.data(), message.size());
}

}  // namespace

StopSignals::StopSignals() {
  received_signal = 0;
  struct sigaction action {};
  action.sa_handler = take;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &interrupt_before_);
  sigaction(SIGTERM, &action, &terminate_before_);
}

StopSignals::~StopSignals() {
  sigaction(SIGINT, &interrupt_before_, nullptr);
  sigaction(SIGTERM, &terminate_before_, nullptr);
}

void StopSignals::announce(Announcement how) { announcement = how; }

int StopSignals::received() const { return received_signal; }

}  // namespace evograd::host
