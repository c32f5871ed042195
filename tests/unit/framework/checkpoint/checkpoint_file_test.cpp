#include "framework/checkpoint/checkpoint_file.hpp"

#include <torch/torch.h>

#include <string>

#include "evograd/error.hpp"
#include "evograd/safetensors.hpp"
#include "framework/checkpoint/checkpoint_folder.hpp"
#include "framework/files/write_durably.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::content_of;
using evograd::test::ManifestFolder;

namespace {

Checkpoint example(std::int64_t step = 3) {
  torch::manual_seed(1);
  Checkpoint checkpoint;
  checkpoint.state = {{"step", step}, {"text", "ä\n\"quoted\""}, {"best", exact_json(0.1 + 0.2)}, {"nan", "nan"}};
  checkpoint.tensors = {{"theta.a", torch::randn({3, 2})},
                        {"theta.b", torch::randn({4, 3, 2, 2}).contiguous(torch::MemoryFormat::ChannelsLast)},
                        {"count", torch::tensor({7}, torch::kInt64)},
                        {"none", torch::zeros({0})}};
  return checkpoint;
}

bool same(const Checkpoint& one, const Checkpoint& other) {
  if (one.state != other.state || one.tensors.size() != other.tensors.size()) return false;
  for (std::size_t i = 0; i < one.tensors.size(); ++i) {
    if (one.tensors[i].first != other.tensors[i].first) return false;
    if (!torch::equal(one.tensors[i].second, other.tensors[i].second)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("a checkpoint is read back as it was, and is a safetensors file") {
  const ManifestFolder folder;
  const auto file = folder.path() / "x.safetensors";
  write_checkpoint(file, example());
  CHECK(same(read_checkpoint(file), example()));
  CHECK(SafetensorsFile(file).tensors().at("theta.b").shape == std::vector<std::int64_t>{4, 3, 2, 2});
  CHECK_FALSE(std::filesystem::exists(folder.path() / "x.safetensors.tmp"));
}

TEST_CASE("no changed byte and no cut of a checkpoint is taken for good") {
  const ManifestFolder folder;
  const auto file = folder.path() / "x.safetensors";
  write_checkpoint(file, example());
  const auto whole = content_of(file);
  std::size_t harmless = 0;
  for (std::size_t place = 0; place < whole.size(); ++place) {
    auto changed = whole;
    changed[place] = static_cast<char>(changed[place] ^ 0x01);
    write_durably(file, changed);
    try {
      // A changed blank of the header's end, or another key's order, says the same.
      const auto read = read_checkpoint(file);
      CHECK(same(read, example()));
      ++harmless;
    } catch (const Error& error) {
      CHECK(error.where() == file.string());
      CHECK_FALSE(error.help().empty());
    }
  }
  CHECK(harmless < 16);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write_durably(file, whole.substr(0, length));
    CHECK_THROWS_AS(read_checkpoint(file), Error);
  }
}

TEST_CASE("a damaged tensor is named, and so is what is no checkpoint") {
  const ManifestFolder folder;
  const auto file = folder.path() / "x.safetensors";
  write_checkpoint(file, example());
  auto bytes = content_of(file);
  bytes[bytes.size() - 9] = static_cast<char>(bytes[bytes.size() - 9] ^ 0x40);  // before the last tensor's 8 bytes
  write_durably(file, bytes);
  CHECK_THROWS_WITH(read_checkpoint(file),
                    ContainsSubstring("is damaged: the tensor 'theta.b' does not match its checksum"));

  std::string other;
  write_safetensors({{"x", torch::zeros({1})}}, {}, [&](std::string_view piece) { other += piece; });
  write_durably(file, other);
  CHECK_THROWS_WITH(read_checkpoint(file), ContainsSubstring("is not a checkpoint of a run"));
  other.clear();
  write_safetensors({}, {{"format", "evograd checkpoint 2"}}, [&](std::string_view piece) { other += piece; });
  write_durably(file, other);
  CHECK_THROWS_WITH(read_checkpoint(file), ContainsSubstring("this program reads 'evograd checkpoint 1'"));
  CHECK_THROWS_WITH(read_checkpoint(folder.path() / "none"), ContainsSubstring("no such file"));
}

TEST_CASE("names that are no UTF-8 do not keep a checkpoint from being written") {
  const ManifestFolder folder;
  const auto file = folder.path() / "odd.safetensors";
  auto odd = example(3);
  odd.state["result"] = {{"accuracy \xff", 1.0}};
  odd.tensors.emplace_back("theta.\xfe", torch::ones({2}));
  write_checkpoint(file, odd);
  const auto read = read_checkpoint(file);
  CHECK(read.state.at("result").items().begin().key() == "accuracy \xEF\xBF\xBD");
  CHECK(read.tensors.size() == odd.tensors.size());
}

TEST_CASE("the newest whole checkpoint is found, damaged ones are named, and only the newest are kept") {
  const ManifestFolder folder;
  const CheckpointFolder checkpoints(folder.path() / "checkpoints");
  test::CapturedLog log;
  auto& skipped = log.lines;
  const auto newest = [&] {
    skipped.clear();
    return checkpoints.newest();
  };
  CHECK_FALSE(newest());
  for (const std::int64_t step : {5, 10, 1000000000, 15}) checkpoints.write(step, example(step), 3);
  const auto path = [&](const char* name) { return folder.path() / "checkpoints" / name; };
  CHECK_FALSE(std::filesystem::exists(path("step-000000005.safetensors")));
  CHECK(std::filesystem::exists(path("step-000000010.safetensors")));
  CHECK(newest()->checkpoint.state.at("step") == 1000000000);

  write_durably(path("step-1000000000.safetensors"), "not much");
  write_durably(path("step-15x.safetensors"), "another's");
  const auto found = newest();
  REQUIRE(found);
  CHECK(found->checkpoint.state.at("step") == 15);
  REQUIRE(skipped.size() == 1);
  CHECK_THAT(skipped[0], ContainsSubstring("step-1000000000.safetensors"));

  checkpoints.set_aside_after(15);
  CHECK(newest()->checkpoint.state.at("step") == 15);
  CHECK(skipped.empty());
  CHECK(std::filesystem::exists(path("step-1000000000.safetensors.damaged")));
}

TEST_CASE("the checkpoint of the best evaluation stays whatever comes after it") {
  const ManifestFolder folder;
  const CheckpointFolder checkpoints(folder.path() / "checkpoints");
  CHECK_FALSE(checkpoints.best());
  checkpoints.write_best(example(4));
  for (const std::int64_t step : {5, 6, 7}) checkpoints.write(step, example(step), 1);
  CHECK(checkpoints.best()->checkpoint.state.at("step") == 4);
  CHECK(checkpoints.newest()->checkpoint.state.at("step") == 7);
  checkpoints.remove_best();
  CHECK_FALSE(checkpoints.best());
}
