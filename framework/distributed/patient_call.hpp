#pragma once

#include <chrono>
#include <future>
#include <thread>
#include <utility>

namespace evograd::host {

/// How often a process that waits for others looks whether they live.
inline constexpr std::chrono::milliseconds kLook(200);

/// The result of `function`, which runs on a thread of its own. While it takes long, `look` is called now and then; if
/// that throws, the thread is left behind: a connection that is cut may keep it waiting forever. Hence `function` owns
/// all that it uses.
template <class Function, class Look>
auto call_patiently(Function function, Look&& look) {
  std::packaged_task<decltype(function())()> task(std::move(function));
  auto result = task.get_future();
  std::thread(std::move(task)).detach();
  while (result.wait_for(kLook) != std::future_status::ready) look();
  return result.get();
}

}  // namespace evograd::host
