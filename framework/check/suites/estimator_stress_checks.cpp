#include <fmt/core.h>

#include <cmath>
#include <exception>
#include <memory>
#include <thread>

#include "framework/check/fixtures/drawn_options.hpp"
#include "framework/check/fixtures/estimator_fixture.hpp"
#include "framework/check/fixtures/exact_value.hpp"
#include "framework/check/fixtures/fixture_problems.hpp"
#include "framework/check/fixtures/loaded_component.hpp"
#include "framework/check/suites/suites.hpp"
#include "framework/errors/reason.hpp"
#include "framework/settings/options_text.hpp"

namespace evograd::host::check {
namespace {

/// [0, size) cut at random places, in random order.
std::vector<Piece> drawn_pieces(std::int64_t size, Draws& draws) {
  std::vector<Piece> pieces;
  for (std::int64_t offset = 0; offset < size;) {
    const auto length = draws.integer(1, size - offset);
    pieces.insert(pieces.begin() + draws.integer(0, static_cast<std::int64_t>(pieces.size())), {offset, length});
    offset += length;
  }
  return pieces;
}

/// Runs `estimate`; anything it throws other than an Error is a failure of the case `where`.
template <class Estimate>
void in_case(const std::string& where, Estimate&& estimate) {
  try {
    estimate();
  } catch (const Error&) {
    return;  // a refusal
  } catch (const Failure& failure) {
    throw Failure(where + ": " + failure.what());
  } catch (const std::exception& exception) {
    throw Failure(where + ": threw something other than an Error: " + reason(exception));
  }
}

void estimates_on_drawn_problems(Context& context) {
  Draws draws(context.key);
  for (std::int64_t round = 0; round < context.rounds; ++round) {
    const auto size = draws.integer(1, 40), meta_size = draws.integer(1, 9);
    const auto scale = std::pow(10.0, draws.number(-6, 6));
    const auto key = context.key.fold(static_cast<std::uint64_t>(round));
    const auto pieces = drawn_pieces(size, draws);
    const bool after_network = draws.chance(0.3);
    std::shared_ptr<analytic::AnalyticTask> problem;
    if (after_network) {
      problem = std::make_shared<WeightedLeastSquares>(size, meta_size, key);
    } else {
      const auto quadratic = std::make_shared<PiecewiseQuadratic>(size, meta_size, key, pieces);
      quadratic->scale_validation_loss(scale);
      problem = quadratic;
    }
    EstimatorFixture fixture(context, problem);
    require_estimates(fixture);
    in_case(fmt::format("{} parameters in {} tensors, {} meta-parameters, validation loss times {}", size,
                        after_network ? 1 : pieces.size(), meta_size, number(after_network ? 1 : scale)),
            [&] { require_form(fixture, fixture.estimate(round).value); });
  }
}

void estimates_with_drawn_options(Context& context) {
  const auto& entry = entry_of<EstimatorEntry>(context);
  if (entry.options.empty()) throw Skip("it has no options");
  Draws draws(context.key);
  for (std::int64_t round = 0; round < context.rounds; ++round) {
    const auto options = drawn_options(entry, draws);
    in_case(options_text(options), [&] {
      EstimatorFixture fixture(context, std::make_shared<analytic::Quadratic>(8, 3, context.key.fold("quadratic")),
                               options);
      if (fixture.needs().meta_update) require_form(fixture, fixture.estimate(round).value);
    });
  }
}

void works_on_another_thread(Context& context) {
  EstimatorFixture fixture(context, std::make_shared<analytic::Quadratic>(8, 3, context.key.fold("quadratic")));
  require_estimates(fixture);
  const auto expected = fixture.estimate(2).value;
  const auto estimator = fixture.made();
  torch::Tensor value;
  std::exception_ptr thrown;
  std::thread([&] {
    try {
      auto kept = fixture.new_state();
      value = fixture.estimate_by(*estimator, kept, 2).value;
    } catch (...) {
      thrown = std::current_exception();
    }
  }).join();
  if (thrown) std::rethrow_exception(thrown);
  require_form(fixture, value);
  expect(torch::equal(value, expected),
         "the value has different bits on another thread than the one that created it; do not keep state in "
         "thread_local or static variables");
}

}  // namespace

std::vector<Check> estimator_stress_checks() {
  return {
      {"estimator/problems", Level::stress,
       "On problems of any size, scale and division into tensors, the value is finite and in the layout of λ, "
       "or an Error is thrown.",
       estimates_on_drawn_problems},
      {"estimator/options", Level::stress,
       "With any options in their ranges, the value is finite and in the layout of λ, or an Error is thrown.",
       estimates_with_drawn_options},
      {"estimator/threads", Level::stress,
       "An instance gives the same value on another thread than the one that created it.", works_on_another_thread},
  };
}

}  // namespace evograd::host::check
