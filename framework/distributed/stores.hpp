#pragma once

#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <chrono>
#include <exception>
#include <string>
#include <vector>

#include "framework/distributed/launch.hpp"
#include "framework/distributed/rank_watch.hpp"

namespace evograd::host {

std::chrono::milliseconds in_milliseconds(double seconds);

std::vector<std::uint8_t> bytes(const std::string& text);

/// The first line of an exception of c10d, without its place in the source.
std::string first_line(const std::exception& error);

/// "rank 3", "ranks 1, 2".
std::string ranks(const std::vector<int>& numbers);

/// The store at the place that `launch` names; `server`: it is in the memory of this process. Throws c10d's exceptions.
c10::intrusive_ptr<c10d::TCPStore> open_store(const Launch& launch, bool server, std::chrono::milliseconds timeout);

/// The store in which all processes meet. Throws Error if rank 0 cannot make it, or if nobody answers within the time.
c10::intrusive_ptr<c10d::TCPStore> first_store(const Launch& launch, std::chrono::milliseconds timeout);

/// A store of this process, at any port, for one other process.
c10::intrusive_ptr<c10d::TCPStore> open_watch_store(std::chrono::milliseconds timeout);

/// What is in a store.
SharedStrings strings_in(const c10::intrusive_ptr<c10d::TCPStore>& store);

}  // namespace evograd::host
