#include <fmt/core.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>

#include "framework/check/fixtures/drawn_options.hpp"
#include "framework/check/fixtures/exact_value.hpp"
#include "framework/check/fixtures/loaded_component.hpp"
#include "framework/check/fixtures/task_fixture.hpp"
#include "framework/check/suites/suites.hpp"
#include "framework/errors/reason.hpp"
#include "framework/settings/options_text.hpp"

namespace evograd::host::check {
namespace {

void works_at_drawn_steps(Context& context) {
  TaskFixture fixture(context);
  Draws draws(context.key);
  for (std::int64_t round = 0; round < context.rounds; ++round) {
    const auto step = static_cast<std::int64_t>(std::pow(10.0, draws.number(0, 6)));
    const auto index = draws.integer(0, 4);
    const auto where = fmt::format("at step {}, batch {}: ", step, index);
    try {
      const auto training = fixture.loss(LossKind::training, fixture.training_batch(step, index));
      const auto validation = fixture.loss(LossKind::validation, fixture.validation_batch(step));
      expect(torch::isfinite(training + validation).item<bool>(), where + "a loss is not finite");
    } catch (const Failure&) {
      throw;
    } catch (const std::exception& exception) {
      throw Failure(where + reason(exception));
    }
  }
}

void task_takes_drawn_options(Context& context) {
  const auto& entry = entry_of<TaskEntry>(context);
  if (entry.options.empty()) throw Skip("it has no options");
  Draws draws(context.key);
  for (std::int64_t round = 0; round < context.rounds; ++round) {
    const auto options = drawn_options(entry, draws);
    try {
      TaskFixture fixture(context, torch::kFloat32, options);
      const auto loss = fixture.loss(LossKind::training, fixture.training_batch(0));
      expect(!loss.isnan().any().item<bool>(), options_text(options) + ": the training loss is not a number");
    } catch (const Skip&) {
      continue;  // a refusal
    } catch (const Error&) {
      continue;
    } catch (const Failure&) {
      throw;
    } catch (const std::exception& exception) {
      throw Failure(options_text(options) + ": threw something other than an Error: " + reason(exception));
    }
  }
}

}  // namespace

std::vector<Check> task_stress_checks() {
  return {
      {"task/steps", Level::stress,
       "Every step, however late, has batches with finite losses at the initial parameters.", works_at_drawn_steps},
      {"task/options", Level::stress, "With any options in their ranges, it has a training loss or throws an Error.",
       task_takes_drawn_options},
  };
}

}  // namespace evograd::host::check
