// A step waits for the device only where a number is read. On the CPU reading is free, but it is the same function
// call, so it can be counted here.

#include <ATen/record_function.h>

#include <map>
#include <string>

#include "evograd/error.hpp"
#include "evograd/exact_one_step.hpp"
#include "framework/trainer/trainer.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using test::TinyReweighting;

namespace {

/// Counts the calls of functions that wait for a device until the end of the scope.
class Waits {
 public:
  Waits() {
    counts() = 0;
    handle_ = at::addGlobalCallback(
        at::RecordFunctionCallback([](const at::RecordFunction& function) -> std::unique_ptr<at::ObserverContext> {
          const std::string name = function.name();
          const bool waits = name == "aten::_local_scalar_dense" || name == "aten::equal" ||
                             name == "aten::is_nonzero" || name == "aten::nonzero";
          if (waits) ++counts();
          return nullptr;
        }).scopes({at::RecordScope::FUNCTION}));
  }
  ~Waits() { at::removeCallback(handle_); }
  Waits(const Waits&) = delete;
  Waits& operator=(const Waits&) = delete;

  int count() const { return counts(); }

 private:
  static int& counts() {
    static int count = 0;
    return count;
  }
  at::CallbackHandle handle_;
};

class OneStep : public MetaGradientEstimator {
 public:
  MetaGradient estimate(BilevelProblem& problem) override {
    auto result = exact_one_step(problem, ValidationPoint::lookahead);
    if (problem.step() == spoilt_in) result.value.fill_(std::nan(""));
    return result;
  }
  std::int64_t spoilt_in = -1;
};

TrainerSettings as_on_a_device(StepOrder order = StepOrder::meta_first) {
  TrainerSettings made;
  made.base = parse_optimizer("sgd", {{"lr", 0.1}});
  made.meta = parse_optimizer("sgd", {{"lr", 0.1}});
  made.steps = 100;
  made.order = order;
  made.finite_every = 10;
  made.task_name = "tiny";
  made.estimator_name = "exact";
  return made;
}

}  // namespace

TEST_CASE("a step reads no number, however it is ordered; a report is read when it is logged") {
  for (const auto order : {StepOrder::meta_first, StepOrder::base_first}) {
    TinyReweighting task(/*held=*/true);
    OneStep estimator;
    Trainer trainer(task, estimator, as_on_a_device(order), RandomKey(1));
    trainer.step();  // verifies what later steps assume
    const Waits waits;
    StepReport last;
    for (int i = 0; i < 5; ++i) last = trainer.step();
    CHECK(waits.count() == 0);
    CHECK(last.training_loss > 0);
    CHECK(waits.count() == 1);
    CHECK(last.training_loss > 0);
    CHECK(waits.count() == 1);
    CHECK(last.estimator_log.front().second > 0);
    CHECK(waits.count() == 2);
    trainer.require_finite();
    CHECK(waits.count() == 3);
  }
}

TEST_CASE("the first number that is not finite is named though it is read steps later") {
  TinyReweighting task(/*held=*/true);
  OneStep estimator;
  estimator.spoilt_in = 3;
  Trainer trainer(task, estimator, as_on_a_device(), RandomKey(1));
  while (trainer.steps_taken() < 9) trainer.step();
  CHECK_THROWS_WITH(trainer.step(), ContainsSubstring("step 3, estimator 'exact': the meta-gradient is not finite") &&
                                        ContainsSubstring("check the estimator's scale"));
}

TEST_CASE("nothing is evaluated after a number that is not finite") {
  TinyReweighting task(/*held=*/true);
  OneStep estimator;
  estimator.spoilt_in = 2;
  Trainer trainer(task, estimator, as_on_a_device(), RandomKey(1));
  while (trainer.steps_taken() < 4) trainer.step();
  CHECK_THROWS_WITH(trainer.evaluate(), ContainsSubstring("step 2, estimator 'exact'"));
}
