// One run on several processes: the bits of one process that accumulates, and an end with a sentence whatever happens
// to one of them.

#include <cmath>
#include <filesystem>

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"
#include "tests/integration/teams.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::kMeet;
using evograd::test::kWait;
using evograd::test::metrics_of;
using evograd::test::shell;
using evograd::test::start;
using evograd::test::state_of;
using evograd::test::Teams;

namespace {

double final_test_loss(const std::vector<nlohmann::json>& metrics) {
  double loss = NAN;
  for (const auto& line : metrics) {
    if (line.contains("evaluation")) loss = line["evaluation"]["test_loss"].get<double>();
  }
  return loss;
}

/// Numbers may differ by `tolerance` of their size; passes are not compared, since parts may take others.
void check_close(const nlohmann::json& a, const nlohmann::json& b, double tolerance) {
  REQUIRE(a.type() == b.type());
  if (a.is_structured()) {
    REQUIRE(a.size() == b.size());
    for (auto one = a.begin(), other = b.begin(); one != a.end(); ++one, ++other) {
      if (!a.is_object() || one.key() != "estimator_passes") check_close(*one, *other, tolerance);
    }
  } else if (a.is_number()) {
    CHECK(a.get<double>() == Approx(b.get<double>()).epsilon(tolerance));
  } else {
    CHECK(a == b);
  }
}

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

TEST_CASE("processes share evaluations, and the scores are the same", "[distributed]") {
  Teams teams;
  const std::string folder = EVOGRAD_SOURCE_FOLDER "/configs/";
  const std::string short_run =
      " --estimator none --set run.threads=1 --set run.log_every=1 --set run.evaluate_every=1";
  const std::string synthetic = " --set task.data=synthetic --set run.steps=2";
  for (const auto& words :
       {teams.manifest() + " --set task.evaluation_batch_size=7 --set run.steps=2",
        folder + "rotation.toml --set task.evaluation_batch_size=7 --set run.steps=2 --set task.test_size=40",
        folder +
            "metaxl.toml --backbone transformer --set task.evaluation_batch_size=3 --set task.test_size=20 --set "
            "task.development_size=7" +
            synthetic,
        folder +
            "lft.toml --set task.held_out=amber --set task.base_domain=basalt --set task.episodes=9 "
            "--set task.evaluation_batch_size=3 --set task.image_size=32 --set pretrain.steps=0" +
            synthetic}) {
    INFO(words);
    // With split = "points", so that training is the same to the bit.
    const auto alone = teams.alone(words, short_run);
    CHECK(metrics_of(teams.together(3, words, short_run + " --set distributed.split=points")) == metrics_of(alone));
  }
}

TEST_CASE("synchronized batch normalization sees the batch in one piece", "[distributed]") {
  Teams teams;
  for (const auto* combination :
       {"resnet-cifar --set backbone.depth=8 --estimator evograd --set estimator.candidates=3",
        "resnet-cifar --set backbone.depth=8 --estimator t1-t2",
        "resnet-cifar --set backbone.depth=8 --set backbone.recompute=true --estimator central-difference",
        "conv4 --set backbone.channels=4 --estimator t1-t2 --set estimator.product=double-backward"}) {
    const auto words = std::string("--set run.dtype=float64 --backbone ") + combination;
    INFO(words);
    const auto whole = metrics_of(teams.alone(teams.manifest(), words));
    const auto shared = metrics_of(teams.together(
        2, teams.manifest(), words + " --set distributed.split=examples --set distributed.batch_norm=synchronized"));
    check_close(shared, whole, 1e-6);
    const auto parts = metrics_of(teams.together(2, teams.manifest(), words + " --set distributed.split=examples"));
    CHECK(std::abs(final_test_loss(parts) - final_test_loss(whole)) > 1e-5);
  }
}

TEST_CASE("processes share the batches of pre-training", "[distributed]") {
  Teams teams;
  const std::string folder = EVOGRAD_SOURCE_FOLDER "/configs/";
  const std::string short_run =
      " --estimator none --set pretrain.steps=3 --set run.steps=1 --set run.dtype=float64 "
      "--set run.threads=1 --set task.data=synthetic --set pretrain.file=";
  for (const auto& words :
       {folder + "metaxl.toml --backbone transformer --set backbone.dropout=0 --set task.test_size=4 "
                 "--set task.development_size=4",
        // Without batch normalization, whose statistics would be those of the parts.
        folder + "lft.toml --backbone lenet --set task.held_out=amber --set task.base_domain=basalt "
                 "--set task.episodes=3 --set task.image_size=32 --set task.transformation=none"}) {
    INFO(words);
    const auto alone = teams.alone(words, short_run + teams.path("alone.safetensors").string());
    const auto shared = teams.together(
        2, words, short_run + teams.path("shared.safetensors").string() + " --set distributed.split=points");
    check_close(metrics_of(shared), metrics_of(alone), 1e-6);
    const auto line = [](const std::filesystem::path& run) {  // with the score that both had
      const auto log = content_of(run / "run.log");
      return log.substr(log.find("pre-trained  accuracy"), 30);
    };
    CHECK(line(shared) == line(alone));
    CHECK(std::filesystem::file_size(teams.path("shared.safetensors")) > 1000);
    std::filesystem::remove(teams.path("alone.safetensors"));
    std::filesystem::remove(teams.path("shared.safetensors"));
  }
}

TEST_CASE("processes that divide the optimizers' state take the same steps, and write and resume it whole",
          "[distributed]") {
  Teams teams;
  const std::string saves = " --set checkpoint.every=2 --set distributed.shard_optimizer=true";
  for (const auto* words : {"--set optimizer.base.use=adam", "--set optimizer.base.momentum=0.9 --estimator t1-t2",
                            "--set optimizer.base.use=adamw --set run.order=base-first --estimator central-difference",
                            "--set optimizer.base.momentum=0.9 --set optimizer.base.clip_norm=0.5"}) {
    INFO(words);
    const auto parts = teams.alone(teams.manifest(), words + std::string(" --set run.accumulate=3"));
    const auto out = teams.together(3, teams.manifest(), words + saves);
    CHECK(state_of(out) == state_of(parts));
    const auto longer = teams.alone(teams.manifest(), words + std::string(" --set run.accumulate=3 --set run.steps=6"));
    const auto resumed = shell(start(3,
                                     "run " + teams.manifest() + " --out " + out.string() + " --resume " + words +
                                         saves + " --set run.steps=6 --allow-change run.steps",
                                     out) +
                               kWait);
    INFO(content_of(out.string() + ".0") << content_of(out.string() + ".1"));
    CHECK(resumed.exit_code == 0);
    CHECK(state_of(out) == state_of(longer));
  }
  // A task that selects by a development set: rank 0 alone knows when the best checkpoint is due.
  const std::string selecting =
      "--estimator none --set task.data=synthetic --set run.steps=4 --set run.evaluate_every=1 "
      "--set run.threads=1 --set task.test_size=8 --set task.development_size=8";
  const std::string manifest = EVOGRAD_SOURCE_FOLDER "/configs/metaxl.toml --backbone transformer ";
  const auto alone = teams.alone(manifest, selecting + " --set run.accumulate=3");
  const auto out = teams.together(3, manifest, selecting + saves);
  CHECK(state_of(out) == state_of(alone));
  CHECK(std::filesystem::exists(out / "checkpoints" / "best.safetensors"));
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
