// One run on processes that torchrun starts, and starts again.

#include <string>

#include "tests/catch.hpp"
#include "tests/integration/teams.hpp"

using namespace evograd::test;

namespace {

/// Debian 12's torchrun fails under Python 3.11 with its own default of -r and -t, 0: an iteration over the members of
/// an IntFlag no longer gives the one that is 0. A setting for process 9, which is not there, leaves the others alone.
const std::string kTorchrun = "torchrun -r 9:1 -t 9:1 --nproc_per_node 2 ";

bool no_torchrun() {
  const auto help = shell("torchrun --help");
  if (help.exit_code != 0) WARN("skipped: torchrun is missing or does not start: " << help.err);
  return help.exit_code != 0;
}

}  // namespace

TEST_CASE("torchrun starts a run again in which a process was killed, and it ends with the same bits",
          "[distributed]") {
  if (no_torchrun()) return;
  Teams teams;
  const std::string steps = " --set run.steps=300 --set run.evaluate_every=100 --set checkpoint.every=10";
  const auto parts = teams.alone(teams.manifest(), "--set run.accumulate=2" + steps);
  for (const std::string rendezvous : {"--master_port $((20000 + RANDOM % 12000))",
                                       "--rdzv_backend c10d --rdzv_endpoint localhost:0 --rdzv_id again"}) {
    for (const std::string killed : {"0", "1"}) {
      INFO(rendezvous << ", rank " << killed << " is killed");
      const auto out = teams.path("torchrun-" + killed + (rendezvous.starts_with("--rdzv") ? "-c10d" : "-static"));
      const auto job = teams.write("job.sh", "echo $$ >" + out.string() +
                                                 ".process.$RANK.$TORCHELASTIC_RESTART_COUNT\nexec \"$EVOGRAD\" run " +
                                                 teams.manifest() + " --out " + out.string() + steps +
                                                 " --resume --set distributed.timeout=10\n");
      const auto outcome = shell(kTorchrun + "--max_restarts 2 " + rendezvous + " --no_python bash " + job + " >" +
                                 out.string() + ".log 2>&1 & torchrun=$!; while ! ls " + out.string() +
                                 "/checkpoints/step-*.safetensors >/dev/null 2>&1 && kill -0 $torchrun; do sleep 0.02; "
                                 "done; kill -KILL $(cat " +
                                 out.string() + ".process." + killed + ".0); wait $torchrun");
      INFO(content_of(out.string() + ".log"));
      REQUIRE(outcome.exit_code == 0);
      CHECK(std::filesystem::exists(out.string() + ".process.0.1"));
      CHECK_FALSE(summary_of(out).at("resumed_at").empty());
      CHECK(state_of(out) == state_of(parts));
    }
  }
}
