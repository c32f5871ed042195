// A comparison as an array of jobs of a real Slurm, which tests/slurm/cluster.sh starts on this machine.

#include <algorithm>

#include "tests/catch.hpp"
#include "tests/integration/slurm_cluster.hpp"
#include "tests/integration/small_run.hpp"
#include "tests/integration/workers.hpp"

using Catch::Matchers::ContainsSubstring;
using namespace evograd::test;

TEST_CASE("a grid of 24 cells by an array of Slurm jobs, two of them killed, is the grid of one process") {
  if (const auto check = shell(kCluster + " check"); check.exit_code != 0) {
    WARN("skipped: " << check.out);
    return;
  }
  const ScratchFolder scratch;
  const Cluster cluster(scratch / "cluster");
  const auto manifest = scratch.write("small.toml", small_manifest);
  const std::string arguments = manifest.string() +
                                " --estimators none,evograd,t1-t2 --vary optimizer.meta.lr=1e-3,1e-2 "
                                "--vary optimizer.base.lr=0.03,0.01 --seeds 2 --rounds 1 --set run.steps=60 "
                                "--set run.evaluate_every=30 --set checkpoint.every=10";
  const auto job = scratch.write(
      "job.sh", "#!/bin/sh\nexec \"$EVOGRAD\" compare " + arguments + " --out " + (scratch / "out").string() + "\n");
  // Each task has a node's CPU: two run on each node. Two are killed with what they have started while they work.
  const auto outcome = shell(cluster.environment() + "cd " + scratch.path().string() + R"sh(
array=$(sbatch --parsable --array=0-3 --output=task-%a.log job.sh) || exit 9
for task in 1 2; do
  for attempt in $(seq 3000); do
    held=$(grep -l "\"state\":\"held\".*\"job\":\"Slurm job ${array}_$task\"" out/claims/cell-* 2>/dev/null | head -n 1)
    [ "$held" ] && break
    sleep 0.02
  done
  [ "$held" ] || exit 8
  scancel --signal=KILL --full ${array}_$task
done
for attempt in $(seq 3000); do [ "$(squeue --noheader)" ] || break; sleep 0.1; done
for task in 0 1 2 3; do scontrol show job ${array}_$task | grep -o "JobState=[A-Z]*\|NodeList=n[12]"; done
)sh");
  INFO(outcome.out << outcome.err);
  for (const char* log : {"task-0.log", "task-1.log", "task-2.log", "task-3.log"}) {
    UNSCOPED_INFO(log << ":\n" << content_of(scratch / log));
  }
  REQUIRE(outcome.exit_code == 0);
  const auto count = [&](const std::string& what) {
    std::size_t times = 0;
    for (auto at = outcome.out.find(what); at != std::string::npos; at = outcome.out.find(what, at + 1)) ++times;
    return times;
  };
  CHECK(count("JobState=COMPLETED") == 2);
  CHECK(count("NodeList=n1") == 2);
  CHECK(count("NodeList=n2") == 2);

  const auto claims = claims_of(scratch / "out");
  CHECK(claims.size() == 24);
  CHECK(taken_over_of_finished(claims) == 2);

  const auto serial = shell("\"$EVOGRAD\" compare " + arguments + " --out " + (scratch / "serial").string() + " 2>&1");
  INFO(serial.out);
  REQUIRE(serial.exit_code == 0);
  CHECK(timeless(scratch / "out") == timeless(scratch / "serial"));
}
