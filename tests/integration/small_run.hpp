#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "tests/integration/program.hpp"

namespace evograd::test {

/// A small label-noise run on synthetic images; every component can be replaced.
inline constexpr const char* small_manifest = R"(name = "small"
seed = 3
[task]
use = "meta-weight-net"
dataset = "synthetic"
image_shape = [1, 16, 16]
train_size = 200
meta_size = 20
test_size = 50
batch_size = 10
meta_batch_size = 10
noise = "flip"
noise_rate = 0.4
[backbone]
use = "lenet"
[estimator]
use = "evograd"
[optimizer.base]
use = "sgd"
lr = 0.03
[run]
steps = 4
evaluate_every = 2
log_every = 1
threads = 1
)";

/// metrics.jsonl of the run in `folder` without the times.
inline std::vector<nlohmann::json> metrics_of(const std::filesystem::path& folder) {
  std::istringstream lines(content_of(folder / "metrics.jsonl"));
  std::vector<nlohmann::json> all;
  for (std::string line; std::getline(lines, line);) {
    all.push_back(nlohmann::json::parse(line));
    all.back().erase("seconds");
  }
  return all;
}

/// The header of a safetensors file.
inline nlohmann::json header_of(const std::filesystem::path& file) {
  const auto bytes = content_of(file);
  std::uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  return nlohmann::json::parse(bytes.substr(sizeof length, length));
}

/// Everything in the run's newest checkpoint that is a function of its manifest: the sums of all tensors, the
/// optimizers' steps, the result, the probes' readings.
inline nlohmann::json state_of(const std::filesystem::path& folder) {
  std::string newest;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "checkpoints")) {
    const auto name = entry.path().filename().string();
    if (name.starts_with("step-") && name.ends_with(".safetensors")) newest = std::max(newest, name);
  }
  const auto metadata = header_of(folder / "checkpoints" / newest).at("__metadata__");
  const auto state = nlohmann::json::parse(metadata.at("state").get<std::string>());
  return {{"step", state.at("step")},
          {"tensors", metadata.at("checksums")},
          {"optimizers", {state.at("base_optimizer"), state.at("meta_optimizer")}},
          {"result", state.at("result")},
          {"probe", {state.at("probe").at("readings"), state.at("probe").at("meta_updates")}}};
}

inline nlohmann::json summary_of(const std::filesystem::path& folder) {
  return nlohmann::json::parse(content_of(folder / "summary.json"));
}

}  // namespace evograd::test
