#include "framework/distributed/stores.hpp"

#include <fmt/core.h>

#include <stdexcept>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "framework/distributed/patient_call.hpp"

namespace evograd::host {

using std::chrono::milliseconds;

milliseconds in_milliseconds(double seconds) { return milliseconds(static_cast<std::int64_t>(1000 * seconds)); }

std::vector<std::uint8_t> bytes(const std::string& text) { return {text.begin(), text.end()}; }

std::string first_line(const std::exception& error) {
  const std::string what = error.what();
  auto line = what.substr(0, what.find('\n'));
  if (line.starts_with('[')) line = line.substr(std::min(line.size(), line.find("] ") + 2));
  return line;
}

std::string ranks(const std::vector<int>& numbers) {
  std::vector<std::string> names;
  for (const int rank : numbers) names.push_back(std::to_string(rank));
  return (names.size() == 1 ? "rank " : "ranks ") + comma_separated(names);
}

c10::intrusive_ptr<c10d::TCPStore> open_store(const Launch& launch, bool server, milliseconds timeout) {
  c10d::TCPStoreOptions options;
  options.port = launch.port;
  options.isServer = server;
  options.waitWorkers = false;
  options.timeout = timeout;
  return c10::make_intrusive<c10d::TCPStore>(launch.host, options);
}

c10::intrusive_ptr<c10d::TCPStore> first_store(const Launch& launch, milliseconds timeout) {
  const bool server = launch.rank == 0 && !launch.store_runs;
  const auto end = std::chrono::steady_clock::now() + timeout + kLook;
  const auto look = [end] {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("it does not answer");
  };
  try {
    return call_patiently([=] { return open_store(launch, server, timeout); }, look);
  } catch (const std::exception& error) {
    const auto place = fmt::format("{}:{}", launch.host, launch.port);
    if (server) {
      throw Error(
          "distributed", fmt::format("rank 0 cannot listen on {}: {}", place, first_line(error)),
          "set MASTER_PORT to a free port for all processes, and MASTER_ADDR to an address of rank 0's machine");
    }
    throw Error("distributed",
                fmt::format("rank {} finds nobody at {} within {} s: {}", launch.rank, place, timeout.count() / 1000,
                            first_line(error)),
                "start rank 0 there; MASTER_ADDR and MASTER_PORT name its machine and a free port");
  }
}

c10::intrusive_ptr<c10d::TCPStore> open_watch_store(milliseconds timeout) {
  c10d::TCPStoreOptions options;
  options.port = 0;  // any that is free
  options.isServer = true;
  options.waitWorkers = false;
  options.timeout = timeout;
  return c10::make_intrusive<c10d::TCPStore>("127.0.0.1", options);
}

SharedStrings strings_in(const c10::intrusive_ptr<c10d::TCPStore>& store) {
  return {[store](const std::string& name, const std::string& text) { store->set(name, bytes(text)); },
          [store](const std::string& name) -> std::string {
            if (!store->check({name})) return "";
            const auto value = store->get(name);
            return {value.begin(), value.end()};
          }};
}

}  // namespace evograd::host
