#include "data/program.hpp"

#include <fcntl.h>
#include <fmt/core.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

/// What the new process does before it becomes the program.
class Preparation {
 public:
  Preparation(const std::filesystem::path& folder, const std::filesystem::path& output) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
  }
  ~Preparation() { posix_spawn_file_actions_destroy(&actions_); }
  Preparation(const Preparation&) = delete;
  Preparation& operator=(const Preparation&) = delete;

  const posix_spawn_file_actions_t* actions() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

std::string failure_of(int status) {
  if (WIFSIGNALED(status)) {
    return fmt::format("was ended by signal {} ({})", WTERMSIG(status), strsignal(WTERMSIG(status)));
  }
  return WEXITSTATUS(status) == 0 ? "" : fmt::format("ended with exit status {}", WEXITSTATUS(status));
}

std::string last_lines(const std::filesystem::path& file) {
  constexpr std::size_t most = 5;
  constexpr std::size_t longest = 500;
  std::ifstream stream(file);
  std::deque<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    if (line.empty()) continue;
    lines.push_back(line.substr(0, longest));
    if (lines.size() > most) lines.pop_front();
  }
  std::string all;
  for (const auto& line : lines) all += (all.empty() ? "" : "\n") + line;
  return all;
}

}  // namespace

ProgramEnd run_program(const std::vector<std::string>& arguments, const std::filesystem::path& folder) {
  const auto output = std::filesystem::absolute(folder) / "output.txt";
  std::vector<char*> pointers;
  for (const auto& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
  pointers.push_back(nullptr);
  const Preparation preparation(folder, output);
  pid_t process = 0;
  const int reason = posix_spawnp(&process, pointers[0], preparation.actions(), nullptr, pointers.data(), environ);
  if (reason == ENOENT && std::filesystem::exists(output)) return {.found = false};
  if (reason != 0) {
    throw Error(arguments[0], fmt::format("cannot be run: {}", std::strerror(reason)),
                "check that it is installed, and free memory and disk space in " + folder.string());
  }
  int status = 0;
  while (waitpid(process, &status, 0) < 0) {
    if (errno == EINTR) continue;
    throw Error(arguments[0], fmt::format("cannot be waited for: {}", std::strerror(errno)),
                "a program that runs this one must not ignore SIGCHLD");
  }
  return {.failure = failure_of(status), .last_output = last_lines(output)};
}

}  // namespace data
