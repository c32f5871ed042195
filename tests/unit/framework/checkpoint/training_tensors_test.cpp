#include "framework/checkpoint/training_tensors.hpp"

#include <torch/torch.h>

#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using test::TinyReweighting;

namespace {

class ExactAtCurrent : public MetaGradientEstimator {
 public:
  MetaGradient estimate(BilevelProblem& problem) override { return exact_one_step(problem, ValidationPoint::current); }
  EstimatorNeeds needs() const override { return {.validation_point = ValidationPoint::current}; }
};

/// A trainer with all that it needs.
struct Training {
  TinyReweighting task;
  ExactAtCurrent estimator;
  Trainer trainer;

  explicit Training(const std::string& kind, bool batch_norm = true)
      : task(true, batch_norm), trainer(task, estimator, settings(kind), RandomKey(1)) {}

  static TrainerSettings settings(const std::string& kind) {
    auto base = parse_optimizer(kind, {{"lr", 0.05}, {"weight_decay", 0.01}, {"clip_norm", 1.0}});
    if (kind == "sgd") {
      base.momentum = 0.9;
      base.nesterov = true;
    }
    base.schedule = "cosine";
    return {.base = base, .meta = parse_optimizer("adam", {{"lr", 0.1}}), .steps = 10};
  }

  void take(int steps) {
    for (int i = 0; i < steps; ++i) trainer.step();
  }

  Checkpoint saved() {
    Checkpoint checkpoint;
    save_training(trainer, checkpoint);
    for (auto& [name, tensor] : checkpoint.tensors) tensor = tensor.detach().clone();
    return checkpoint;
  }
};

bool same_bits(const Checkpoint& one, const Checkpoint& other) {
  if (one.state != other.state || one.tensors.size() != other.tensors.size()) return false;
  for (std::size_t i = 0; i < one.tensors.size(); ++i) {
    const auto& [name, tensor] = one.tensors[i];
    if (name != other.tensors[i].first || !torch::equal(tensor, other.tensors[i].second)) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("training that goes on from a checkpoint has the bits of training that never stopped") {
  for (const auto& kind : optimizer_kinds()) {
    for (const int before : {0, 1, 4}) {
      INFO(kind << " after " << before);
      Training straight(kind);
      straight.take(before);
      const auto checkpoint = straight.saved();
      straight.take(10 - before);

      Training resumed(kind);
      resumed.take(2);  // whatever it did before must not matter
      Training fresh(kind);
      restore_training(fresh.trainer, checkpoint, "file");
      CHECK(same_bits(fresh.saved(), checkpoint));
      fresh.take(10 - before);
      CHECK(same_bits(fresh.saved(), straight.saved()));
      CHECK_FALSE(same_bits(resumed.saved(), straight.saved()));
    }
  }
}

TEST_CASE("everything that training changes is in a checkpoint, under a name of its own") {
  Training training("adam");
  training.take(1);
  const auto checkpoint = training.saved();
  const auto has = [&](const std::string& beginning) {
    return std::count_if(checkpoint.tensors.begin(), checkpoint.tensors.end(),
                         [&](const auto& tensor) { return tensor.first.starts_with(beginning); });
  };
  const auto parameters = static_cast<std::ptrdiff_t>(training.trainer.state().theta.layout().segments().size());
  CHECK(has("theta.") == parameters);
  CHECK(has("base_optimizer.first_moment.") == parameters);
  CHECK(has("base_optimizer.second_moment.") == parameters);
  CHECK(has("lambda.") > 0);
  CHECK(has("meta_optimizer.second_moment.") == has("lambda."));
  CHECK(has("model.buffer.") == 3);  // mean, variance and count of the batch norm
  CHECK(checkpoint.state.at("base_optimizer").at("steps") == 1);
}

TEST_CASE("another network's checkpoint is refused with the names of what differs, and nothing has changed") {
  Training with_norm("sgd");
  with_norm.take(2);
  Training without("sgd", /*batch_norm=*/false);
  const auto before = without.saved();
  CHECK_THROWS_WITH(restore_training(without.trainer, with_norm.saved(), "here/step-2"),
                    ContainsSubstring("here/step-2: contains a different network: ") &&
                        ContainsSubstring("is unexpected") && ContainsSubstring("start a new run"));
  CHECK(same_bits(without.saved(), before));
  auto other_shape = before;
  other_shape.tensors[0].second = torch::zeros({7, 7});
  CHECK_THROWS_WITH(restore_training(without.trainer, other_shape, "file"), ContainsSubstring("is [7, 7], not ["));
  auto missing = before;
  missing.tensors.erase(missing.tensors.begin());
  CHECK_THROWS_WITH(restore_training(without.trainer, missing, "file"), ContainsSubstring("is missing"));
}

TEST_CASE("an optimizer of another kind starts without a memory, and that is said") {
  Training sgd("sgd");
  sgd.take(3);
  Training adam("adam");
  const test::CapturedLog log;
  const auto& said = log.lines;
  restore_training(adam.trainer, sgd.saved(), "file");
  REQUIRE(said.size() == 1);
  CHECK_THAT(said[0], ContainsSubstring("[base_optimizer] differs in kind"));
  CHECK(adam.trainer.base_optimizer().state().moments.empty());
  CHECK(test::same_bits(adam.trainer.state().theta.values(), sgd.trainer.state().theta.values()));
  CHECK(adam.trainer.steps_taken() == 3);
}
