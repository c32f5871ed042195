// What goes wrong while a run trains: each has its sentence, and what was there stays.

#include <sys/stat.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/integration/small_run.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::evograd_in;
using evograd::test::Outcome;
using evograd::test::ScratchFolder;
using evograd::test::small_manifest;
using evograd::test::state_of;
using evograd::test::summary_of;

namespace {

/// The toy line, with components that make trouble.
class Trouble {
 public:
  Trouble() {
    manifest_ = scratch_
                    .write("trouble.toml", "name = \"trouble\"\n[[plugin]]\npath = \"" EVOGRAD_BINARY_FOLDER
                                           "/tests/plugins/toy.so\"\n[[plugin]]\npath = \"" EVOGRAD_BINARY_FOLDER
                                           "/tests/plugins/limits/limits.so\"\n[task]\nuse = \"troubled-line\"\n"
                                           "[backbone]\nuse = \"widen\"\n[estimator]\nuse = \"trouble\"\n[run]\n"
                                           "steps = 40\nlog_every = 1\nthreads = 1\n[checkpoint]\nevery = 10\n")
                    .string();
  }
  Outcome run(const std::string& out, const std::string& more) const {
    return evograd::test::evograd("run " + manifest_ + " --out " + (scratch_ / out).string() + " " + more);
  }
  std::filesystem::path path(const std::string& name) const { return scratch_ / name; }

 private:
  ScratchFolder scratch_;
  std::string manifest_;
};

}  // namespace

TEST_CASE("whatever a plugin throws at a step is one sentence, and the run goes on from its last checkpoint") {
  const Trouble trouble;
  const std::vector<std::pair<std::string, std::string>> sentences = {
      {"number", "a plugin threw something that is not a std::exception"},
      {"text", "a plugin threw something that is not a std::exception"},
      {"error", "trouble: was asked for\n  help: ask for less"},
      {"exception", "an index\n"},
      {"torch", "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"},
      {"memory", "out of memory"}};
  for (const std::string component : {"estimator", "task"}) {
    for (const auto& [kind, sentence] : sentences) {
      const auto name = component + "-" + kind;
      INFO(name);
      const auto more = "--set " + component + ".kind=" + kind;
      const auto failed = trouble.run(name, more);
      CHECK(failed.exit_code == 1);
      CHECK_THAT(failed.err, ContainsSubstring("\nevograd: error: "));
      CHECK_THAT(failed.err, ContainsSubstring(sentence));
      CHECK(failed.err.find("Exception raised from") == std::string::npos);  // LibTorch's backtrace
      const auto summary = summary_of(trouble.path(name));
      CHECK(summary["status"] == "failed");
      CHECK(summary["steps_taken"] == 30);
      CHECK_THAT(summary["error"].get<std::string>(), ContainsSubstring(sentence.substr(0, 8)));
      const auto resumed =
          trouble.run(name, "--resume --set " + component + ".kind=nothing --allow-change " + component);
      INFO(resumed.err);
      CHECK(resumed.exit_code == 0);
      CHECK_THAT(resumed.err, ContainsSubstring("after step 30"));
    }
  }
}

TEST_CASE("a number that is not finite at a step is named with the step, and so is a gradient of another shape") {
  const Trouble trouble;
  const auto estimate = trouble.run("estimate", "--set estimator.kind=not-finite --set estimator.at=17");
  CHECK(estimate.exit_code == 1);
  CHECK_THAT(estimate.err,
             ContainsSubstring("step 17, estimator 'trouble': the meta-gradient of 'logarithm' is not finite"));
  CHECK(state_of(trouble.path("estimate"))["step"] == 10);
  const auto loss = trouble.run("loss", "--set task.kind=not-finite --set task.at=23");
  CHECK(loss.exit_code == 1);
  CHECK_THAT(loss.err,
             ContainsSubstring("step 23, task 'troubled-line': the training loss is ") && ContainsSubstring("nan"));
  CHECK(state_of(trouble.path("loss"))["step"] == 20);
  CHECK_THAT(trouble.run("shape", "--set estimator.kind=shape").err,
             ContainsSubstring("estimator 'trouble': returned a meta-gradient [7] of Float on cpu, not [16]"));
}

TEST_CASE("a full disk is named wherever it is met, earlier checkpoints stay, and with space the run goes on") {
  const ScratchFolder scratch;
  const auto manifest = scratch.write("small.toml", small_manifest).string();
  const std::string more = " --set run.steps=6 --set checkpoint.every=2 --set checkpoint.keep=9 ";
  const auto arguments = [&](const std::string& out) {
    return "run " + manifest + more + "--out " + (scratch / out).string();
  };
  REQUIRE(evograd::test::evograd(arguments("straight")).exit_code == 0);
  const auto size = [&](const std::string& file) { return std::filesystem::file_size(scratch / "straight" / file); };
  const auto checkpoint_bytes = size("checkpoints/step-000000002.safetensors");

  struct Site {
    std::string file;
    std::uintmax_t bytes;  ///< that still fit
    int last_step;         ///< of the checkpoints that are there then; 0 for none
  };
  const std::vector<Site> sites = {{"manifest.toml", 100, 0},
                                   {"run.json", 0, 0},
                                   {"metrics.jsonl", 0, 0},
                                   {"metrics.jsonl", size("metrics.jsonl") - 20, 4},
                                   {"metrics.csv", 0, 0},
                                   {"metrics.csv", size("metrics.csv") / 2, 2},
                                   {"events.out.tfevents", 10, 0},
                                   {"events.out.tfevents", size("events.out.tfevents.evograd") / 2, 2},
                                   {"checkpoints/", 0, 0},
                                   {"checkpoints/", checkpoint_bytes + 1000, 2},
                                   {"checkpoints/", 2 * checkpoint_bytes + checkpoint_bytes / 2, 4},
                                   {"summary.json", 10, 6}};
  int number = 0;
  for (const auto& [file, bytes, last_step] : sites) {
    INFO(file << " with " << bytes << " bytes left");
    const auto out = "full" + std::to_string(++number);
    const auto full = evograd_in("LD_PRELOAD=" EVOGRAD_BINARY_FOLDER "/tests/full-disk.so FULL_DISK_FOR=" + out + "/" +
                                     file + " FULL_DISK_AFTER=" + std::to_string(bytes),
                                 arguments(out));
    INFO(full.err);
    CHECK(full.exit_code == 1);
    CHECK_THAT(full.err, ContainsSubstring("evograd: error: " + (scratch / out / file).string()));
    CHECK_THAT(full.err, ContainsSubstring("help: check free space"));
    std::vector<std::string> left_over;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(scratch / out)) {
      if (entry.path().extension() == ".tmp") left_over.push_back(entry.path());
    }
    CHECK(left_over.empty());
    const bool any = std::filesystem::exists(scratch / out / "checkpoints/step-000000002.safetensors");
    CHECK(any == (last_step > 0));
    if (any) CHECK(state_of(scratch / out)["step"] == last_step);

    const auto resumed = evograd::test::evograd(arguments(out) + " --resume");
    INFO(resumed.err);
    CHECK(resumed.exit_code == 0);
    CHECK(state_of(scratch / out) == state_of(scratch / "straight"));
    CHECK(evograd::test::metrics_of(scratch / out) == evograd::test::metrics_of(scratch / "straight"));
  }
}

TEST_CASE("a folder that may not be written to is named") {
  if (geteuid() == 0) {
    // Root may write anywhere but here.
    const ScratchFolder scratch;
    const auto manifest = scratch.write("small.toml", small_manifest).string();
    const auto refused = evograd::test::evograd("run " + manifest + " --out /proc/run");
    CHECK(refused.exit_code == 1);
    CHECK_THAT(refused.err, ContainsSubstring("/proc/run: cannot be created: ") &&
                                ContainsSubstring("specify another folder with --out"));
    return;
  }
  const ScratchFolder scratch;
  const auto manifest = scratch.write("small.toml", small_manifest).string();
  std::filesystem::create_directories(scratch / "closed");
  chmod((scratch / "closed").c_str(), 0500);
  const auto refused = evograd::test::evograd("run " + manifest + " --out " + (scratch / "closed").string());
  CHECK(refused.exit_code == 1);
  CHECK_THAT(refused.err, ContainsSubstring("closed") && ContainsSubstring("Permission denied"));
  chmod((scratch / "closed").c_str(), 0700);
}

TEST_CASE("results that cannot be written are an error") {
  for (const std::string command : {"list", "describe evograd", "--help", "check --list"}) {
    INFO(command);
    const auto outcome = evograd::test::shell("\"$EVOGRAD\" " + command + " >/dev/full");
    CHECK(outcome.exit_code == 1);
    CHECK_THAT(outcome.err, ContainsSubstring("standard output: could not be written"));
  }
}
