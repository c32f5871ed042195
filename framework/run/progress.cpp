#include "framework/run/progress.hpp"

#include <fmt/core.h>

#include <cmath>
#include <ostream>

namespace evograd::host {
namespace {

constexpr int kBarWidth = 30;
constexpr auto kRedraw = std::chrono::milliseconds(100);

}  // namespace

std::string duration(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(std::max(0.0, seconds)));
  if (whole >= 3600) return fmt::format("{} h {:02} min", whole / 3600, whole / 60 % 60);
  if (whole >= 60) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} s", whole);
}

Progress::Progress(std::ostream& out, std::int64_t steps, bool interactive)
    : out_(out), steps_(steps), interactive_(interactive), begin_(std::chrono::steady_clock::now()), last_(begin_) {}

void Progress::resume(std::int64_t done, double seconds) {
  done_before_ = done;
  seconds_before_ = seconds;
}

double Progress::seconds() const {
  return seconds_before_ + std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

void Progress::step(std::int64_t done, double loss) {
  const auto now = std::chrono::steady_clock::now();
  if (!interactive_ || (now - last_ < kRedraw && done < steps_)) return;
  last_ = now;
  const double elapsed = seconds() - seconds_before_;
  const double rate = static_cast<double>(done - done_before_) / std::max(elapsed, 1e-9);
  const auto filled = static_cast<int>(kBarWidth * done / steps_);
  out_ << fmt::format("\r\033[K[{:#<{}}{:.<{}}] {}/{}  {:.1f} steps/s  {} left  loss {:.4f}", "", filled, "",
                      kBarWidth - filled, done, steps_, rate, duration((steps_ - done) / rate), loss)
       << std::flush;
  drawn_ = true;
}

void Progress::clear() {
  if (drawn_) out_ << "\r\033[K";
  drawn_ = false;
}

void Progress::line(const std::string& text) {
  clear();
  out_ << text << std::endl;
}

}  // namespace evograd::host
