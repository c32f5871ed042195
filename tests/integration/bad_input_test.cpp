#include "tests/catch.hpp"
#include "tests/integration/program.hpp"

using Catch::Matchers::ContainsSubstring;
using evograd::test::ScratchFolder;

namespace {

std::string manifest(const std::string& task) {
  return "name = \"bad\"\n[task]\nuse = \"meta-weight-net\"\n" + task +
         "\n[backbone]\nuse = \"lenet\"\n[estimator]\nuse = \"evograd\"\n[run]\nsteps = 1\n";
}

evograd::test::Outcome run_text(const ScratchFolder& scratch, const std::string& text, const std::string& more = {}) {
  const auto file = scratch.write("bad.toml", text);
  return evograd::test::evograd("run " + file.string() + " --out " + (scratch / "out").string() + " " + more);
}

}  // namespace

TEST_CASE("two errors of a manifest are reported at once, and nothing is run") {
  const ScratchFolder scratch;
  const auto outcome = run_text(scratch, manifest("nois = \"flip\"\nnoise_rate = 2.0"));
  CHECK(outcome.exit_code == 2);
  CHECK_THAT(outcome.err, ContainsSubstring("bad.toml:4:1: error: unknown option 'nois' for task 'meta-weight-net'"));
  CHECK_THAT(outcome.err, ContainsSubstring("did you mean 'noise'?"));
  CHECK_THAT(outcome.err, ContainsSubstring("bad.toml:5:14: error: 'noise_rate' is 2.0, must be between 0 and 1"));
  CHECK_FALSE(std::filesystem::exists(scratch / "out"));
}

TEST_CASE("missing data is named with the remedy") {
  const ScratchFolder scratch;
  const auto missing = run_text(scratch, manifest("dataset = \"idx\"\ndata = \"nowhere\""));
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.err, ContainsSubstring("nowhere"));
  CHECK_THAT(missing.err, ContainsSubstring("help:"));
}

TEST_CASE("a truncated idx file and a truncated CIFAR file are named") {
  const ScratchFolder scratch;
  std::filesystem::create_directories(scratch / "idx");
  const std::string header({0, 0, 8, 3, 0, 0, 0, 100, 0, 0, 0, 28, 0, 0, 0, 28});
  for (const char* name : {"train-images-idx3-ubyte", "t10k-images-idx3-ubyte"}) {
    scratch.write(std::string("idx/") + name, header + std::string(500, '\1'));
  }
  const std::string labels({0, 0, 8, 1, 0, 0, 0, 100});
  for (const char* name : {"train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"}) {
    scratch.write(std::string("idx/") + name, labels + std::string(100, '\0'));
  }
  const auto idx = run_text(scratch, manifest("dataset = \"idx\"\ndata = \"idx\""));
  CHECK(idx.exit_code == 1);
  CHECK_THAT(idx.err, ContainsSubstring("train-images-idx3-ubyte"));

  std::filesystem::create_directories(scratch / "cifar");
  scratch.write("cifar/data_batch_1.bin", std::string(3073 + 17, '\0'));
  scratch.write("cifar/test_batch.bin", std::string(3073, '\0'));
  std::filesystem::remove_all(scratch / "out");
  const auto cifar = run_text(scratch, manifest("dataset = \"cifar-10\"\ndata = \"cifar\""));
  CHECK(cifar.exit_code == 1);
  CHECK_THAT(cifar.err, ContainsSubstring("data_batch_1.bin"));
}

TEST_CASE("CUDA that is not there is said clearly") {
  const ScratchFolder scratch;
  const auto outcome = run_text(scratch, manifest("dataset = \"synthetic\""), "--set run.device=cuda");
  if (outcome.exit_code != 0) CHECK_THAT(outcome.err, ContainsSubstring("LibTorch finds no CUDA device"));
}

TEST_CASE("an order that an estimator cannot work with is refused before training") {
  const ScratchFolder scratch;
  const auto outcome = run_text(scratch, manifest("dataset = \"synthetic\""),
                                "--set estimator.validation_point=post-step --set run.order=meta-first");
  CHECK(outcome.exit_code == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("set [run] order = \"base-first\""));
}
