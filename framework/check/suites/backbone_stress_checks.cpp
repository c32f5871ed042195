#include <fmt/core.h>
#include <torch/types.h>

#include "framework/check/fixtures/backbone_fixture.hpp"
#include "framework/check/fixtures/drawn_options.hpp"
#include "framework/check/fixtures/loaded_component.hpp"
#include "framework/check/suites/suites.hpp"
#include "framework/errors/reason.hpp"
#include "framework/inputs/sample_inputs.hpp"
#include "framework/settings/options_text.hpp"

namespace evograd::host::check {
namespace {

void backbone_takes_drawn_options(Context& context) {
  const auto& entry = entry_of<BackboneEntry>(context);
  if (entry.options.empty()) throw Skip("it has no options");
  Draws draws(context.key);
  Tap unchanged;
  const torch::NoGradGuard no_grad;
  for (std::int64_t round = 0; round < context.rounds; ++round) {
    const auto options = drawn_options(entry, draws);
    const auto& input =
        sample_inputs()[static_cast<std::size_t>(draws.integer(0, static_cast<int>(sample_inputs().size()) - 1))];
    const auto where = options_text(options) + ", fed " + input_text(input) + ": ";
    try {
      const auto backbone = entry.make(options, input);
      backbone->eval();
      const auto features = backbone->forward(batch_of(input, 2, context.key), unchanged);
      expect(features.sizes().slice(1) == torch::IntArrayRef(backbone->feature_shape()),
             where + "features do not have the shape that feature_shape() specifies");
    } catch (const Error&) {
      continue;  // a refusal
    } catch (const Failure&) {
      throw;
    } catch (const std::exception& exception) {
      throw Failure(where + "threw something other than an Error: " + reason(exception));
    }
  }
}

/// `batch` with the same numbers but the strides of a view into a larger tensor.
torch::Tensor view_of_larger(const torch::Tensor& batch) { return torch::stack({batch, batch}, -1).select(-1, 0); }

void takes_drawn_batches(Context& context) {
  Draws draws(context.key);
  Tap unchanged;
  const torch::NoGradGuard no_grad;
  for (const auto& [backbone, input] : accepted(context)) {
    backbone->eval();
    for (std::int64_t round = 0; round < context.rounds; ++round) {
      const auto size = draws.integer(1, 17);
      const auto drawn = batch_of(input, size, context.key.fold(static_cast<std::uint64_t>(round)));
      const auto batch = draws.chance(0.5) ? view_of_larger(drawn) : drawn;
      const auto features = backbone->forward(batch, unchanged).clone();
      const auto where = fmt::format("of a batch of {} {} ", batch.size(0), input_text(input));
      const auto one = draws.integer(0, batch.size(0) - 1);
      const auto alone = backbone->forward(batch.slice(0, one, one + 1).contiguous(), unchanged);
      expect(torch::allclose(features.slice(0, one, one + 1), alone, 1e-3, 1e-4),
             fmt::format("features of example {} {}differ from those that it has alone", one, where));
    }
  }
}

}  // namespace

std::vector<Check> backbone_stress_checks() {
  return {
      {"backbone/options", Level::stress,
       "With any options in their ranges, it returns the specified features or throws an Error.",
       backbone_takes_drawn_options},
      {"backbone/batches", Level::stress, "Features of an example are the same for any batch size and memory layout.",
       takes_drawn_batches},
  };
}

}  // namespace evograd::host::check
