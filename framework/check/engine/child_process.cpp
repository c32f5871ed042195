#include "framework/check/engine/child_process.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <deque>
#include <iostream>
#include <thread>

#include "evograd/error.hpp"

namespace evograd::host::check {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto longest_output = std::size_t{4000};
constexpr rlim_t largest_file = 64 << 20;
constexpr char end_of_report = '\0';  // distinguishes a complete report from one that a crash truncated

struct Child {
  std::size_t job;
  pid_t process;
  int report;  // the reading end of a pipe
  int output;
  Clock::time_point start;
  std::string read{};
};

[[noreturn]] void system_failure(const char* what) {
  throw Error("check", std::string("the system does not provide ") + what + ": " + std::strerror(errno),
              "run fewer checks in parallel (-j)");
}

void write_all(int file, const std::string& text) {
  for (std::size_t written = 0; written < text.size();) {
    const auto count = write(file, text.data() + written, text.size() - written);
    if (count <= 0) return;
    written += static_cast<std::size_t>(count);
  }
}

[[noreturn]] void be_child(const ChildJob& job, int report, int output) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
  const rlimit file_size{largest_file, largest_file};
  setrlimit(RLIMIT_FSIZE, &file_size);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  auto text = job.work(output);
  std::fflush(nullptr);
  text += end_of_report;
  write_all(report, text);
  _exit(0);  // skips static destructors, which are not under test
}

Child start(const std::vector<ChildJob>& jobs, std::size_t job) {
  std::array<int, 2> report{};
  if (pipe2(report.data(), O_CLOEXEC | O_NONBLOCK) != 0) system_failure("a pipe");
  const int output = memfd_create("output", MFD_CLOEXEC);
  if (output < 0) system_failure("a file for the output");
  std::cout.flush();
  std::fflush(nullptr);
  const auto process = fork();
  if (process < 0) system_failure("a process");
  if (process == 0) {
    close(report[0]);
    fcntl(report[1], F_SETFL, 0);  // the child blocks if the parent is slow
    be_child(jobs[job], report[1], output);
  }
  setpgid(process, process);  // parent and child both do it, in either order
  close(report[1]);
  return {job, process, report[0], output, Clock::now()};
}

void read_report(Child& child) {
  std::array<char, 4096> buffer{};
  for (ssize_t count = 0; (count = read(child.report, buffer.data(), buffer.size())) > 0;) {
    child.read.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

std::string end_of(int output) {
  const auto size = std::max<off_t>(lseek(output, 0, SEEK_END), 0);
  std::string text(std::min(static_cast<std::size_t>(size), longest_output), '\0');
  const auto count = pread(output, text.data(), text.size(), size - static_cast<off_t>(text.size()));
  text.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return text;
}

/// Collects a child that has ended.
ChildResult collected(Child& child, int status, bool timed_out) {
  kill(-child.process, SIGKILL);  // also kills any processes that it started
  read_report(child);
  ChildResult result;
  result.seconds = std::chrono::duration<double>(Clock::now() - child.start).count();
  result.output = end_of(child.output);
  const bool whole = !child.read.empty() && child.read.back() == end_of_report;
  if (whole) child.read.pop_back();
  result.report = std::move(child.read);
  if (timed_out) {
    result.end = ChildResult::End::timed_out;
  } else if (WIFSIGNALED(status)) {
    result.end = ChildResult::End::signalled;
    result.code = WTERMSIG(status);
  } else {
    result.end = whole ? ChildResult::End::reported : ChildResult::End::exited;
    result.code = WEXITSTATUS(status);
  }
  close(child.report);
  close(child.output);
  return result;
}

}  // namespace

void run_in_children(const std::vector<ChildJob>& jobs, int parallel,
                     const std::function<void(std::size_t job, const ChildResult& result)>& done) {
  std::deque<Child> running;
  std::size_t next = 0;
  while (next < jobs.size() || !running.empty()) {
    while (next < jobs.size() && running.size() < static_cast<std::size_t>(std::max(parallel, 1))) {
      running.push_back(start(jobs, next++));
    }
    bool any_ended = false;
    for (auto child = running.begin(); child != running.end();) {
      read_report(*child);
      const bool late = Clock::now() - child->start > jobs[child->job].deadline;
      if (late) kill(-child->process, SIGKILL);
      int status = 0;
      if (waitpid(child->process, &status, late ? 0 : WNOHANG) != child->process) {
        ++child;
        continue;
      }
      const auto result = collected(*child, status, late);
      const auto job = child->job;
      child = running.erase(child);
      any_ended = true;
      done(job, result);
    }
    if (!any_ended) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace evograd::host::check
