#include <fmt/core.h>

#include <memory>

#include "framework/check/fixtures/exact_value.hpp"
#include "framework/check/fixtures/fixture_problems.hpp"
#include "framework/check/suites/suites.hpp"

namespace evograd::host::check {
namespace {

constexpr std::int64_t halved_parameters = 8;
constexpr std::int64_t halved_meta_parameters = 3;
const std::vector<Piece> halves{{0, 4}, {4, 4}};

template <class Problem>
Comparison with_pieces(const Context& context, const std::vector<Piece>& pieces) {
  const auto problem =
      std::make_shared<Problem>(halved_parameters, halved_meta_parameters, context.key.fold("quadratic"), pieces);
  EstimatorFixture fixture(context, problem);
  require_derivative(fixture);
  if (fixture.estimand() == Estimand::implicit) problem->move_to(problem->optimum());
  const bool random = fixture.is_random();
  const auto& layout = fixture.state().lambda.layout();
  const auto mean = fixture.mean_estimate(random ? 512 : 1);
  return {{}, layout.view(mean, layout.segments().front()), random};  // single precision has different padding
}

/// Compares the estimates of the same problem expressed in two ways.
template <class Problem>
void gives_the_same(Context& context, const std::vector<Piece>& pieces, double tolerance, const std::string& how) {
  // Random draws are tied to positions in the flat vector, so a mean of them agrees only roughly.
  const double random_tolerance = 0.35;
  const auto before = with_pieces<PiecewiseQuadratic>(context, halves);
  const auto after = with_pieces<Problem>(context, pieces);
  const auto difference = after.mean.to(torch::kFloat64) - before.mean;
  const auto error = (difference.norm() / before.mean.norm()).template item<double>();
  const auto allowed = before.random ? random_tolerance : tolerance;
  expect(error <= allowed,
         fmt::format("{} changes {} by {} of its length, more than {}", how,
                     before.random ? "the mean of its estimates" : "the value", number(error), number(allowed)));
}

void does_not_see_the_order(Context& context) {
  gives_the_same<PiecewiseQuadratic>(context, {{4, 4}, {0, 4}}, 1e-3,
                                     "registering the same parameters in another order");
}

void does_not_see_the_tensors(Context& context) {
  gives_the_same<PiecewiseQuadratic>(context, {{0, 1}, {1, 2}, {3, 1}, {4, 4}}, 1e-3,
                                     "splitting a parameter into several, with padding between them,");
}

void works_in_single_precision(Context& context) {
  gives_the_same<SinglePrecisionQuadratic>(context, halves, 0.02, "single precision");
}

}  // namespace

std::vector<Check> estimator_metamorphic_checks() {
  return {
      {"estimator/order", Level::numbers, "The order in which parameters are registered does not matter.",
       does_not_see_the_order},
      {"estimator/split", Level::numbers,
       "The number of tensors that hold the parameters and the padding between them do not matter.",
       does_not_see_the_tensors},
      {"estimator/float32", Level::numbers, "Single precision gives the same value as double precision.",
       works_in_single_precision},
  };
}

}  // namespace evograd::host::check
