#include "framework/check/engine/child_process.hpp"

#include <unistd.h>

#include <csignal>
#include <map>

#include "tests/catch.hpp"

using namespace evograd::host::check;
using namespace std::chrono_literals;

namespace {

std::vector<ChildResult> results_of(const std::vector<ChildJob>& jobs, int parallel = 2) {
  std::map<std::size_t, ChildResult> by_job;
  run_in_children(jobs, parallel, [&](std::size_t job, const ChildResult& result) { by_job[job] = result; });
  std::vector<ChildResult> all;
  for (auto& [job, result] : by_job) all.push_back(std::move(result));
  return all;
}

}  // namespace

TEST_CASE("work in other processes reports, prints, and is collected whatever it does", "[check]") {
  const auto results = results_of({
      {[](int) { return std::string(100'000, 'x'); }, 10s},  // more than a pipe holds
      {[](int) -> std::string { return std::raise(SIGKILL), ""; }, 10s},
      {[](int) -> std::string { _exit(4); }, 10s},
      {[](int) -> std::string {
         if (write(STDOUT_FILENO, "half", 4) == 4) pause();
         return "";
       },
       300ms},
  });
  REQUIRE(results.size() == 4);
  CHECK(results[0].end == ChildResult::End::reported);
  CHECK(results[0].report == std::string(100'000, 'x'));
  CHECK(results[1].end == ChildResult::End::signalled);
  CHECK(results[1].code == SIGKILL);
  CHECK(results[2].end == ChildResult::End::exited);
  CHECK(results[2].code == 4);
  CHECK(results[3].end == ChildResult::End::timed_out);
  CHECK(results[3].output == "half");
  CHECK(results[3].seconds < 5);
}

TEST_CASE("what a process has started is ended with it", "[check]") {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  results_of({{[&](int) -> std::string {
                 if (fork() == 0) pause();
                 return "";
               },
               10s}});
  close(ends[1]);
  char byte = 0;
  CHECK(read(ends[0], &byte, 1) == 0);  // nobody holds the writing end any more
  close(ends[0]);
}
