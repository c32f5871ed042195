#include "framework/compare/vigil.hpp"

#include <algorithm>
#include <utility>

#include "framework/compare/heartbeat.hpp"

namespace evograd::host {

using std::chrono::milliseconds;

Vigil::Vigil(std::filesystem::path folder, milliseconds timeout, Clock clock)
    : folder_(std::move(folder)), timeout_(timeout), clock_(std::move(clock)) {}

milliseconds Vigil::pause() const { return std::clamp(timeout_ / 8, milliseconds(20), milliseconds(1000)); }

std::string Vigil::key_of(const Worker& worker, const std::string& name) {
  return worker.host.empty() ? name : worker.id();
}

bool Vigil::gone(const Worker& worker, const std::string& name) {
  const auto life = life_of(worker);
  if (life != Life::unknown) return life == Life::dead;
  const auto now = clock_();
  const auto heartbeat = worker.host.empty() ? std::string() : Heartbeat::read(Heartbeat::file_of(folder_, worker));
  const auto [found, first] = watched_.emplace(key_of(worker, name), Watched{heartbeat, now});
  auto& seen = found->second;
  if (seen.heartbeat != heartbeat) {
    seen = {heartbeat, now};
  } else if (!first) {
    seen.silent += std::min(std::chrono::duration_cast<milliseconds>(now - seen.looked), 3 * pause());
    seen.looked = now;
  }
  return seen.silent > std::max(timeout_, shortest(worker.period));
}

milliseconds Vigil::silence(const Worker& worker, const std::string& name) const {
  const auto found = watched_.find(key_of(worker, name));
  return found == watched_.end() ? milliseconds(0) : found->second.silent;
}

}  // namespace evograd::host
