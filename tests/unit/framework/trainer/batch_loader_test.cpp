#include "framework/trainer/batch_loader.hpp"

#include <torch/torch.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using namespace evograd::host;

namespace {

/// Batches that differ from step to step, made on whatever thread asks; step 2 has none where `broken`.
class Counting : public test::TinyReweighting {
 public:
  explicit Counting(bool broken = false) : TinyReweighting(true), broken_(broken) {}
  TaskTraits traits() const override { return {.batches_on_another_thread = true}; }
  Batch training_batch(std::int64_t step, std::int64_t index) override {
    if (broken_ && step == 2) throw std::runtime_error("no batch at step 2");
    ++made;
    maker = std::this_thread::get_id();
    auto batch = TinyReweighting::training_batch(step, index);
    batch.set("step", torch::full({1}, 10.0 * static_cast<double>(step) + static_cast<double>(index), torch::kFloat64));
    return batch;
  }
  std::atomic<int> made = 0;
  std::thread::id maker;

 private:
  bool broken_;
};

StepRequest request(std::int64_t step, std::int64_t batches = 1) {
  return {.run = RandomKey(1), .step = step, .training_batches = batches};
}

double number(const StepBatches& batches, std::size_t index = 0) {
  return batches.training.at(index)["step"].item<double>();
}

}  // namespace

TEST_CASE("batches made ahead are those of their step, made once and on another thread") {
  Counting task;
  TrainingState state(task);
  BatchLoader loader(state, /*ahead=*/true);
  loader.prepare(request(3, 2));
  const auto batches = loader.take(request(3, 2));
  CHECK(number(batches, 0) == 30);
  CHECK(number(batches, 1) == 31);
  CHECK(task.made == 2);
  CHECK(task.maker != std::this_thread::get_id());
}

TEST_CASE("what was made for another request is not handed out") {
  Counting task;
  TrainingState state(task);
  BatchLoader loader(state, /*ahead=*/true);
  loader.prepare(request(3));
  CHECK(number(loader.take(request(4))) == 40);
  loader.prepare(request(5));
  loader.prepare(request(6));
  CHECK(number(loader.take(request(6))) == 60);
  loader.prepare(request(7, 1));
  CHECK(loader.take(request(7, 3)).training.size() == 3);
}

TEST_CASE("without a thread of its own, or where the task forbids one, batches are made when they are taken") {
  Counting task;
  TrainingState state(task);
  BatchLoader loader(state, /*ahead=*/false);
  loader.prepare(request(1));
  CHECK(task.made == 0);
  CHECK(number(loader.take(request(1))) == 10);
  CHECK(task.maker == std::this_thread::get_id());
}

TEST_CASE("an exception while a batch was made ahead is thrown in the step that it belongs to") {
  Counting task(/*broken=*/true);
  TrainingState state(task);
  BatchLoader loader(state, /*ahead=*/true);
  loader.prepare(request(2));
  loader.finish();
  CHECK_THROWS_WITH(loader.take(request(2)), "no batch at step 2");
  CHECK(number(loader.take(request(3))) == 30);
  loader.prepare(request(2));  // never taken: the loader ends in peace
}
