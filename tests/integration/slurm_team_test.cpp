// One run on two nodes of a real Slurm, which tests/slurm/cluster.sh starts on this machine.

#include <string>

#include "tests/catch.hpp"
#include "tests/integration/slurm_cluster.hpp"
#include "tests/integration/teams.hpp"

using namespace evograd::test;

namespace {

/// The nodes are one machine, whose name they are not.
const std::string kOneMachine = "export MASTER_ADDR=127.0.0.1\n";

bool no_slurm() {
  const auto check = shell(kCluster + " check");
  if (check.exit_code != 0) WARN("skipped: " << check.out);
  return check.exit_code != 0;
}

}  // namespace

TEST_CASE("srun starts one run on two nodes, which gives the bits of one process that accumulates", "[distributed]") {
  if (no_slurm()) return;
  Teams teams;
  const Cluster cluster(teams.path("cluster"));
  const auto parts = teams.alone(teams.manifest(), "--set run.accumulate=2");
  const auto out = teams.path("srun");
  const auto outcome =
      shell(cluster.environment() + kOneMachine + "srun -N2 -n2 sh -c 'echo $SLURMD_NODENAME >" + out.string() +
            ".node.$SLURM_PROCID; exec \"$EVOGRAD\" run " + teams.manifest() + " --out " + out.string() + "'");
  INFO(outcome.out << outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(content_of(out.string() + ".node.0") == "n1\n");
  CHECK(content_of(out.string() + ".node.1") == "n2\n");
  CHECK(state_of(out) == state_of(parts));
}

TEST_CASE("a job that Slurm requeues ends with the bits of one that was left alone", "[distributed]") {
  if (no_slurm()) return;
  Teams teams;
  const Cluster cluster(teams.path("cluster"));
  const std::string steps = " --set run.steps=400 --set run.evaluate_every=100 --set checkpoint.every=10";
  const auto parts = teams.alone(teams.manifest(), "--set run.accumulate=2" + steps);
  const auto out = teams.path("requeued");
  // The job says how often it was started and, from its end, how it ended.
  const auto job =
      teams.write("job.sh", "#!/bin/bash\n#SBATCH -N2 -n2 --requeue --open-mode=append\n" + kOneMachine +
                                "echo start ${SLURM_RESTART_COUNT:-0}\nsrun \"$EVOGRAD\" run " + teams.manifest() +
                                " --out " + out.string() + steps + " --resume\necho end $?\n");
  // A requeued job may begin a minute or two later, unless its owner asks for it now.
  const auto outcome = shell(cluster.environment() + "cd " + teams.path("").string() + "\nout=" + out.string() +
                             R"sh(
job=$(sbatch --parsable --output=job.log job.sh) || exit 9
for attempt in $(seq 3000); do ls $out/checkpoints/step-*.safetensors >/dev/null 2>&1 && break; sleep 0.02; done
scontrol requeue $job || exit 8
for attempt in $(seq 3000); do
  state=$(squeue --noheader --job=$job --format=%T 2>/dev/null)
  [ "$state" ] || break
  [ "$state" != PENDING ] || scontrol update JobId=$job StartTime=now 2>/dev/null
  sleep 0.2
done
scontrol show job $job | grep -o "JobState=[A-Z]*\|Restarts=[0-9]*" | sort
)sh");
  INFO(outcome.out << outcome.err << content_of(teams.path("job.log")));
  REQUIRE(outcome.exit_code == 0);
  CHECK(outcome.out == "JobState=COMPLETED\nRestarts=1\n");
  CHECK_FALSE(summary_of(out).at("resumed_at").empty());
  CHECK(state_of(out) == state_of(parts));
}
