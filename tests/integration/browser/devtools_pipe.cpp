#include "tests/integration/browser/devtools_pipe.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <stdexcept>

namespace evograd::test {
namespace {

constexpr int commands = 3;                           // --remote-debugging-pipe reads from this descriptor
constexpr int reports = 4;                            // and writes to this one
constexpr auto patience = std::chrono::seconds(120);  // a machine may be busy

/// The first Chromium of the search path; empty where there is none.
std::string chromium() {
  const char* path = getenv("PATH");
  for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
      const auto file = folder + "/" + name;
      if (access(file.c_str(), X_OK) == 0) return file;
    }
  }
  return {};
}

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("the browser: " + what + (errno != 0 ? std::string(" (") + std::strerror(errno) + ")" : ""));
}

std::array<int, 2> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail("no pipe");
  return ends;
}

/// In the child: becomes the browser, its ends of the pipes at the descriptors that it expects.
[[noreturn]] void become(const std::string& program, const std::string& profile, int input, int output) {
  setpgid(0, 0);
  // Away from the places that they are to have, one of which may be the other's.
  input = fcntl(input, F_DUPFD, reports + 1);
  output = fcntl(output, F_DUPFD, reports + 1);
  const int nowhere = open("/dev/null", O_RDWR);
  for (const int standard : {0, 1, 2}) dup2(nowhere, standard);
  dup2(input, commands);
  dup2(output, reports);
  close(input);
  close(output);
  const auto profile_argument = "--user-data-dir=" + profile;
  execl(program.c_str(), program.c_str(), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
        "--no-first-run", "--hide-scrollbars", "--force-color-profile=srgb", "--remote-debugging-pipe",
        profile_argument.c_str(), "about:blank", static_cast<char*>(nullptr));
  _exit(127);
}

}  // namespace

DevtoolsPipe::DevtoolsPipe() {
  const auto program = chromium();
  if (program.empty()) throw std::runtime_error("there is no Chromium: scripts/setup.sh --tests installs it");
  const auto there = make_pipe();
  const auto back = make_pipe();
  process_ = fork();
  if (process_ < 0) fail("could not be started");
  if (process_ == 0) become(program, profile_.path().string(), there[0], back[1]);
  close(there[0]);
  close(back[1]);
  to_browser_ = there[1];
  from_browser_ = back[0];
}

DevtoolsPipe::~DevtoolsPipe() {
  close(to_browser_);
  close(from_browser_);
  kill(-process_, SIGKILL);  // the group: the browser is several processes
  kill(process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

nlohmann::json DevtoolsPipe::call(const std::string& method, const Json& parameters, const std::string& session) {
  const int id = ++last_id_;
  Json command = {{"id", id}, {"method", method}, {"params", parameters}};
  if (!session.empty()) command["sessionId"] = session;
  const auto text = command.dump() + '\0';
  for (std::size_t sent = 0; sent < text.size();) {
    const auto count = write(to_browser_, text.data() + sent, text.size() - sent);
    if (count <= 0) fail("takes no command");
    sent += static_cast<std::size_t>(count);
  }
  for (;;) {
    const auto message = next_message();
    if (message.value("id", 0) != id) continue;
    if (message.contains("error")) throw std::runtime_error(method + ": " + message["error"].dump());
    return message["result"];
  }
}

void DevtoolsPipe::wait_until(const std::function<bool()>& done) {
  while (!done()) next_message();
}

nlohmann::json DevtoolsPipe::next_message() {
  const auto end_of_patience = std::chrono::steady_clock::now() + patience;
  for (;;) {
    if (const auto end = unread_.find('\0'); end != std::string::npos) {
      const auto message = Json::parse(unread_.substr(0, end));
      unread_.erase(0, end + 1);
      if (message.contains("method") && on_event) on_event(message["method"], message.value("params", Json::object()));
      return message;
    }
    errno = 0;
    pollfd input{from_browser_, POLLIN, 0};
    if (poll(&input, 1, 1000) > 0) {
      std::array<char, 1 << 16> buffer{};
      const auto count = read(from_browser_, buffer.data(), buffer.size());
      if (count <= 0) fail("has ended");
      unread_.append(buffer.data(), static_cast<std::size_t>(count));
    }
    if (std::chrono::steady_clock::now() > end_of_patience) fail("does not answer");
  }
}

}  // namespace evograd::test
