// One run on several processes: the bits of one process that accumulates, and an end with a sentence whatever happens
// to one of them.

#include <filesystem>

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::Outcome;
using evograd::test::ScratchFolder;
using evograd::test::shell;
using evograd::test::small_manifest;
using evograd::test::state_of;

namespace {

const std::string kMeet = "export MASTER_ADDR=127.0.0.1 MASTER_PORT=$((20000 + RANDOM % 12000)); ";

/// Starts `size` processes of `arguments` as torchrun does, each with its output in OUT.RANK; $RANK is the rank.
std::string start(int size, const std::string& arguments, const std::filesystem::path& out) {
  return kMeet + "for ((RANK = 0; RANK < " + std::to_string(size) +
         "; ++RANK)); do RANK=$RANK WORLD_SIZE=" + std::to_string(size) + " \"$EVOGRAD\" " + arguments + " >'" +
         out.string() + ".'$RANK 2>&1 & ids[RANK]=$!; done; ";
}

/// Waits for all of them; the exit status is the highest.
const std::string kWait =
    "worst=0; for id in ${ids[@]}; do wait $id || worst=$((worst > $? ? worst : $?)); done; exit $worst";

class Teams {
 public:
  Teams() { scratch_.write("small.toml", small_manifest); }

  std::filesystem::path path(const std::string& name) const { return scratch_ / name; }
  std::string manifest() const { return path("small.toml").string(); }
  std::string write(const std::string& name, const std::string& text) const {
    return scratch_.write(name, text).string();
  }

  /// A run of one process; its folder.
  std::filesystem::path alone(const std::string& manifest, const std::string& more) {
    const auto out = path("alone-" + std::to_string(++number_));
    const auto outcome = evograd::test::evograd("run " + manifest + " --out " + out.string() + " " + more);
    INFO(outcome.err);
    REQUIRE(outcome.exit_code == 0);
    return out;
  }

  /// A run of `size` processes; its folder.
  std::filesystem::path together(int size, const std::string& manifest, const std::string& more) {
    const auto out = path("team-" + std::to_string(++number_));
    const auto outcome = shell(start(size, "run " + manifest + " --out " + out.string() + " " + more, out) + kWait);
    INFO(content_of(out.string() + ".0") << content_of(out.string() + ".1"));
    REQUIRE(outcome.exit_code == 0);
    CHECK(content_of(out.string() + ".1").empty());  // rank 0 alone tells how it goes
    return out;
  }

 private:
  ScratchFolder scratch_;
  int number_ = 0;
};

}  // namespace

TEST_CASE("two processes give the bits of one that accumulates, with every estimator", "[distributed]") {
  Teams teams;
  for (const auto* estimator :
       {"none", "evograd", "evograd --set estimator.candidates=3 --set estimator.memory=two-pass",
        "evograd --set estimator.validation=difference", "random-walk", "central-difference",
        "central-difference --set estimator.sides=one", "t1-t2", "t1-t2 --set estimator.product=double-backward",
        "unrolled", "neumann", "nystrom", "conjugate-gradient", "evolution-strategies"}) {
    INFO(estimator);
    const auto words = std::string("--estimator ") + estimator;
    const auto parts = teams.alone(teams.manifest(), words + " --set run.accumulate=2");
    CHECK(state_of(teams.together(2, teams.manifest(), words + " --set distributed.split=examples")) ==
          state_of(parts));
    CHECK(state_of(teams.together(2, teams.manifest(), words + " --set distributed.split=auto")) == state_of(parts));
    const auto whole = teams.alone(teams.manifest(), words);
    CHECK(state_of(teams.together(2, teams.manifest(), words + " --set distributed.split=points")) == state_of(whole));
  }
}

TEST_CASE("three or four processes, either order of a step and batch normalisation give the same bits",
          "[distributed]") {
  Teams teams;
  for (const auto* words : {"", "--set run.order=base-first --estimator central-difference",
                            "--backbone resnet-cifar --set backbone.depth=8", "--set optimizer.base.use=adamw",
                            "--set optimizer.base.momentum=0.9 --set optimizer.base.clip_norm=0.5"}) {
    INFO(words);
    const auto parts = teams.alone(teams.manifest(), words + std::string(" --set run.accumulate=4"));
    CHECK(state_of(teams.together(4, teams.manifest(), words)) == state_of(parts));
  }
  // A number of processes that does not divide the number of parameters.
  const auto thirds = teams.alone(teams.manifest(), "--set run.accumulate=3");
  CHECK(state_of(teams.together(3, teams.manifest(), "")) == state_of(thirds));
}

TEST_CASE("tasks whose meta-parameters act inside the network share examples or points", "[distributed]") {
  Teams teams;
  const std::string folder = EVOGRAD_SOURCE_FOLDER "/configs/";
  const std::string short_run =
      " --set run.steps=4 --set run.threads=1 --set run.evaluate_every=4 --set run.log_every=1";
  const std::string rotation = folder + "rotation.toml";
  const std::string tiny = " --set task.train_size=60 --set task.meta_size=20 --set task.test_size=20";
  for (const auto* estimator : {"evograd", "t1-t2", "central-difference"}) {
    INFO(estimator);
    const auto words = std::string("--estimator ") + estimator + short_run;
    const auto parts = teams.alone(rotation, words + " --set run.accumulate=2");
    CHECK(state_of(teams.together(2, rotation, words)) == state_of(parts));
    const auto whole = teams.alone(folder + "illustration_trajectory.toml", words);
    CHECK(state_of(teams.together(2, folder + "illustration_trajectory.toml", words)) == state_of(whole));
  }
}

TEST_CASE("a run of several processes is resumed to the same bits; with another number where that is allowed",
          "[distributed]") {
  Teams teams;
  const auto whole = teams.alone(teams.manifest(), "--set run.accumulate=2 --set run.steps=6");
  const std::string steps = " --set checkpoint.every=3 --set run.steps=6";
  const auto out = teams.path("interrupted");
  const auto arguments = "run " + teams.manifest() + " --out " + out.string() + steps;
  const auto killed = shell(start(2, arguments + " --set distributed.timeout=6", out) + "while ! ls '" +
                            (out / "checkpoints").string() + "'/step-*3.safetensors; do sleep 0.01; done; " +
                            "kill -KILL ${ids[1]}; wait ${ids[0]}");
  const auto other = shell("\"$EVOGRAD\" " + arguments + " --resume --set run.accumulate=2");
  CHECK(other.exit_code == 1);
  CHECK_THAT(other.err, ContainsSubstring("distributed.processes: 2 in the checkpoint, 1 now"));
  const auto resumed = shell(start(2, arguments + " --resume", out) + kWait);
  INFO(content_of(out.string() + ".0"));
  REQUIRE(resumed.exit_code == 0);
  CHECK(state_of(out) == state_of(whole));
}

TEST_CASE("a process that is killed ends the run with a sentence that names it", "[distributed]") {
  Teams teams;
  for (const int killed : {0, 1}) {
    const auto out = teams.path("killed-" + std::to_string(killed));
    const auto arguments =
        "run " + teams.manifest() + " --out " + out.string() + " --set run.steps=100000 --set distributed.timeout=6";
    const int other = 1 - killed;
    const auto outcome = shell(start(2, arguments, out) + "while [[ ! -s '" + (out / "metrics.jsonl").string() +
                               "' ]]; do sleep 0.1; done; kill -KILL ${ids[" + std::to_string(killed) +
                               "]}; wait ${ids[" + std::to_string(other) + "]}");
    CHECK(outcome.exit_code == 1);
    const auto told = content_of(out.string() + "." + std::to_string(other));
    INFO(told);
    CHECK_THAT(told, ContainsSubstring("rank " + std::to_string(killed) + " (") && ContainsSubstring("--resume"));
  }
}

TEST_CASE("a process that stops ends the run within the time that is given", "[distributed]") {
  Teams teams;
  const auto out = teams.path("stopped");
  const auto arguments =
      "run " + teams.manifest() + " --out " + out.string() + " --set run.steps=100000 --set distributed.timeout=4";
  const auto outcome =
      shell(start(2, arguments, out) + "while [[ ! -s '" + (out / "metrics.jsonl").string() +
            "' ]]; do sleep 0.1; done; kill -STOP ${ids[1]}; begin=$SECONDS; wait ${ids[0]}; code=$?; " +
            "echo $((SECONDS - begin)); kill -KILL ${ids[1]}; exit $code");
  CHECK(outcome.exit_code == 1);
  CHECK(std::stoi(outcome.out) <= 12);
  const auto told = content_of(out.string() + ".0");
  INFO(told);
  CHECK_THAT(told, ContainsSubstring("rank 1 (") && ContainsSubstring("does not answer"));
}

TEST_CASE("SIGTERM to one process stops all of them with a checkpoint", "[distributed]") {
  Teams teams;
  const auto out = teams.path("terminated");
  const auto arguments = "run " + teams.manifest() + " --out " + out.string() + " --set run.steps=100000";
  const auto outcome = shell(
      start(2, arguments, out) + "while [[ ! -s '" + (out / "metrics.jsonl").string() +
      "' ]]; do sleep 0.1; done; kill -TERM ${ids[1]}; wait ${ids[1]}; one=$?; wait ${ids[0]}; " + "echo $one $?");
  INFO(content_of(out.string() + ".0") << content_of(out.string() + ".1"));
  CHECK(outcome.out == "3 3\n");
  CHECK(std::filesystem::exists(out / "checkpoints"));
}

TEST_CASE("processes that do not fit together are refused before training", "[distributed]") {
  Teams teams;
  const auto out = teams.path("refused");
  const auto arguments = "run " + teams.manifest() + " --out " + out.string();
  const auto refused = [&](int size, const std::string& more) {
    const auto outcome = shell(start(size, arguments + " " + more, out) + kWait);
    CHECK(outcome.exit_code == 1);
    return content_of(out.string() + ".0");
  };
  CHECK_THAT(refused(2, "--set estimator.sigma=0.0$((RANK + 1))"),
             ContainsSubstring("ranks 0 and 1 do not run the same") &&
                 ContainsSubstring("estimator.sigma: 0.01 on rank 0, 0.02 on rank 1"));
  CHECK_FALSE(std::filesystem::exists(out));
  CHECK_THAT(refused(3, "--set task.batch_size=2"), ContainsSubstring("cannot be divided among 3 processes"));
  CHECK_THAT(refused(2, "--set distributed.interface=nothing0"), ContainsSubstring("gloo cannot use \"nothing0\""));
  CHECK_THAT(refused(2, "--set distributed.backend=nccl"), ContainsSubstring("needs GPUs"));

  const auto missing =
      shell(kMeet + "RANK=0 WORLD_SIZE=3 \"$EVOGRAD\" " + arguments + " --set distributed.start_timeout=1");
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.err, ContainsSubstring("ranks 1, 2 of 3 processes have not come to 127.0.0.1:"));
  const auto nobody =
      shell(kMeet + "RANK=1 WORLD_SIZE=2 \"$EVOGRAD\" " + arguments + " --set distributed.start_timeout=1");
  CHECK(nobody.exit_code == 1);
  CHECK_THAT(nobody.err, ContainsSubstring("rank 1 finds nobody at 127.0.0.1:"));
  const auto wrong = shell(kMeet + "RANK=2 WORLD_SIZE=2 \"$EVOGRAD\" " + arguments);
  CHECK(wrong.exit_code == 1);
  CHECK_THAT(wrong.err, ContainsSubstring("this is rank 2 of 2 processes"));
}

TEST_CASE("mpirun starts processes that find each other", "[distributed]") {
  if (shell("command -v mpirun").exit_code != 0) {
    WARN("mpirun is not installed: skipped");
    return;
  }
  Teams teams;
  const auto parts = teams.alone(teams.manifest(), "--set run.accumulate=2");
  const auto out = teams.path("mpirun");
  const auto outcome = shell("mpirun --allow-run-as-root --oversubscribe -np 2 \"$EVOGRAD\" run " + teams.manifest() +
                             " --out " + out.string());
  INFO(outcome.err);
  REQUIRE(outcome.exit_code == 0);
  CHECK(state_of(out) == state_of(parts));
}
