#include "random_walk.hpp"

#include <utility>
#include <vector>

#include "evograd/exact_one_step.hpp"
#include "evograd/flat_vector.hpp"
#include "evograd/perturbation.hpp"

namespace estimators {
namespace {

constexpr double kRelativeStep = 0.01;  // of the difference along v

}  // namespace

Schema<RandomWalkOptions> RandomWalkOptions::schema() {
  using O = RandomWalkOptions;
  return {
      {"reference", &O::reference, one_of({"difference", "exact"}),
       "the source of the norm: the one-step hypergradient by a finite difference along v (first order), or exact"},
      {"validation_point", &O::validation_point, validation_point_words(), validation_point_sentence()},
      {"hold", &O::hold, at_least(1),
       "number of steps for which a direction is kept; larger values let Adam move λ farther"},
  };
}

RandomWalk::RandomWalk(const Options& options)
    : options_(options), validation_point_(parse_validation_point(options.validation_point)) {}

EstimatorNeeds RandomWalk::needs() const {
  return {.validation_point = validation_point_, .second_order = options_.reference == "exact"};
}

MetaGradient RandomWalk::reference(BilevelProblem& problem) const {
  if (options_.reference == "exact") return exact_one_step(problem, validation_point_);
  auto [around, point] = problem.expand(validation_point_);
  const auto validation = problem.validation_gradient(std::move(point));
  const auto product = problem.mixed_difference(around, problem.rate_weighted(validation.gradient), kRelativeStep,
                                                BilevelProblem::Sides::two);
  return problem.hypergradient(validation, product * -problem.base_learning_rate());
}

MetaGradient RandomWalk::estimate(BilevelProblem& problem) {
  auto result = reference(problem);
  const double norm = flat_norm(result.value);
  const auto key = problem.run_key("random-walk").fold(static_cast<std::uint64_t>(problem.step() / options_.hold));
  const Perturbation direction(key, Noise::gaussian, 1, ranges_with_prefix(problem.meta_layout(), {}));
  result.value = direction.applied_to(problem.zero_meta_gradient());
  result.value.mul_(norm / flat_norm(result.value));
  result.log.emplace_back("reference_norm", norm);
  return result;
}

}  // namespace estimators
