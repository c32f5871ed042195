#include "framework/threads/free_cores.hpp"

#include <sched.h>

#include "framework/threads/thread_choice.hpp"
#include "tests/catch.hpp"
#include "tests/support/scratch_folder.hpp"

using namespace evograd::host;
using evograd::test::ScratchFolder;

TEST_CASE("the limit of a control group is the smallest on the way to the root") {
  const ScratchFolder scratch;
  CHECK_FALSE(cpu_limit("0::/jobs/one\n", scratch.path()));
  scratch.write("jobs/one/cpu.max", "max 100000\n");
  CHECK_FALSE(cpu_limit("0::/jobs/one\n", scratch.path()));
  scratch.write("jobs/cpu.max", "250000 100000\n");
  CHECK(cpu_limit("0::/jobs/one\n", scratch.path()) == 2.5);
  scratch.write("jobs/one/cpu.max", "150000 50000\n");
  CHECK(cpu_limit("0::/jobs/one\n", scratch.path()) == 2.5);
  scratch.write("cpu.max", "100000 100000\n");
  CHECK(cpu_limit("0::/jobs/one\n", scratch.path()) == 1.0);
}

TEST_CASE("control groups of version 1 have their limit in two files") {
  const ScratchFolder scratch;
  scratch.write("cpu,cpuacct/docker/cpu.cfs_quota_us", "400000\n");
  scratch.write("cpu,cpuacct/docker/cpu.cfs_period_us", "100000\n");
  CHECK(cpu_limit("5:memory:/x\n4:cpu,cpuacct:/docker\n", scratch.path()) == 4.0);
  scratch.write("cpu,cpuacct/docker/cpu.cfs_quota_us", "-1\n");
  CHECK_FALSE(cpu_limit("4:cpu,cpuacct:/docker\n", scratch.path()));
  CHECK_FALSE(cpu_limit("nonsense\n", scratch.path()));
}

TEST_CASE("free cores are at least one and at most those that are allowed") {
  const auto cores = free_cores(std::chrono::milliseconds(100));
  CHECK(cores.count >= 1);
  CHECK(cores.count <= core_count());
  CHECK(cores.allowed == core_count());
  CHECK(cores.busy >= 0);
}

TEST_CASE("with an affinity of one core there is one") {
  cpu_set_t all;
  REQUIRE(sched_getaffinity(0, sizeof all, &all) == 0);
  cpu_set_t one;
  CPU_ZERO(&one);
  for (int i = 0; i < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++i) {
    if (CPU_ISSET(i, &all)) CPU_SET(i, &one);
  }
  REQUIRE(sched_setaffinity(0, sizeof one, &one) == 0);
  const auto cores = free_cores(std::chrono::milliseconds(50));
  REQUIRE(sched_setaffinity(0, sizeof all, &all) == 0);
  CHECK(cores.allowed == 1);
  CHECK(cores.count == 1);
  if (cores.installed > 1) CHECK(cores.text().find("1 allowed by affinity") != std::string::npos);
}

TEST_CASE("what is free is said with the reasons") {
  const FreeCores cores{.installed = 8, .allowed = 4, .limit = 2.5, .busy = 1.2, .left = 2.4, .count = 2};
  CHECK(cores.text() ==
        "2 of 8 cores are free (limited to 2.5 by the control group, 4 allowed by affinity, others use 1.2)");
  const FreeCores busy{.installed = 2, .allowed = 2, .limit = {}, .busy = 1.9, .left = 0.1, .count = 1};
  CHECK(busy.text() == "none of 2 cores is free (others use 1.9)");
}
