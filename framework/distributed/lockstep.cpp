#include "framework/distributed/lockstep.hpp"

#include <fmt/core.h>

#include <string>
#include <vector>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "framework/plugin/sha256.hpp"

namespace evograd::host {
namespace {

std::string hash_of(const torch::Tensor& tensor) {
  const auto values = tensor.detach().cpu().contiguous();
  return sha256({static_cast<const char*>(values.data_ptr()), values.nbytes()});
}

std::string hash_of(const Batch& batch) {
  std::string hashes;
  for (const auto& [name, tensor] : batch.tensors()) hashes += hash_of(tensor);
  return hashes;
}

/// Throws Error unless all of `texts`, by rank, are equal.
void require_equal(const std::vector<std::string>& texts, const std::string& what, const std::string& remedy) {
  std::vector<std::string> others;
  for (std::size_t rank = 1; rank < texts.size(); ++rank) {
    if (texts[rank] != texts[0]) others.push_back(std::to_string(rank));
  }
  if (others.empty()) return;
  throw Error("distributed",
              fmt::format("{} {} of rank {}, which {} of rank 0", what, others.size() == 1 ? "is that" : "are those",
                          comma_separated(others), "differs from that"),
              remedy);
}

}  // namespace

void Lockstep::begin() {
  if (!team_) return;
  auto& state = trainer_.state();
  const torch::NoGradGuard no_grad;
  team_->meet();  // rank 0 may have pre-trained
  for (auto* parameters : {&state.theta, &state.lambda}) {
    auto values = parameters->values().clone();
    team_->broadcast(values);
    parameters->assign(values);
  }
  auto buffers = state.modules.buffers();
  for (auto& buffer : buffers) team_->broadcast(buffer);
  state.modules.set_buffers(buffers);
  auto data = hash_of(state.task.training_batch(0, 0));
  if (trainer_.needs().meta_update) data += hash_of(state.task.validation_batch(0));
  require_equal(team_->exchange(data), "the data of the first step",
                "all machines need the same data files and the same version of the program");
}

bool Lockstep::any_stops(bool own) {
  if (!team_) return own;
  const auto state = torch::tensor({own ? std::int64_t{1} : std::int64_t{0}, trainer_.steps_taken()});
  bool stops = false;
  for (const auto& other : team_->gather(state)) {
    stops = stops || other[0].item<std::int64_t>() != 0;
    if (other[1].item<std::int64_t>() == trainer_.steps_taken()) continue;
    throw Error("distributed",
                fmt::format("one process is at step {}, another at step {}", trainer_.steps_taken(),
                            other[1].item<std::int64_t>()),
                "resume all processes from the same checkpoint");
  }
  return stops;
}

bool Lockstep::decided(bool by_leader) {
  return team_ ? team_->exchange(by_leader ? "yes" : "no").front() == "yes" : by_leader;
}

void Lockstep::rejoin() {
  if (!team_) return;
  const auto& state = trainer_.state();
  const auto all = team_->exchange(hash_of(state.theta.values()) + hash_of(state.lambda.values()));
  require_equal(
      all, "the parameters",
      "the machines compute different numbers: use the same kind of processor, the same [run] threads and the "
      "same version of the program everywhere");
}

}  // namespace evograd::host
