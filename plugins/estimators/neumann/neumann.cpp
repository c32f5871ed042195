#include "neumann.hpp"

#include <utility>

#include "evograd/flat_vector.hpp"

namespace estimators {

Schema<NeumannOptions> NeumannOptions::schema() {
  using O = NeumannOptions;
  return {
      {"validation_point", &O::validation_point, validation_point_words(), validation_point_sentence()},
      {"terms", &O::terms, at_least(0), "J, the highest power in the sum; one Hessian product per term"},
      {"rate", &O::rate, non_negative(),
       "α, less than 2 divided by the largest curvature; 0 for the base learning rate"},
      {"damping", &O::damping, non_negative(), "ρ, added to every curvature"},
  };
}

Neumann::Neumann(const Options& options)
    : options_(options), validation_point_(parse_validation_point(options.validation_point)) {}

EstimatorNeeds Neumann::needs() const {
  return {.validation_point = validation_point_, .second_order = true, .hessian_products = true};
}

MetaGradient Neumann::estimate(BilevelProblem& problem) {
  auto [around, point] = problem.expand(validation_point_);
  const auto validation = problem.validation_gradient(std::move(point));
  const double rate = options_.rate > 0 ? options_.rate : problem.base_learning_rate();

  auto term = validation.gradient;  // (I − α(H + ρI))^j v
  auto sum = term.clone();
  const double first = flat_norm(term);
  double last = first;
  bool diverged = false;
  bool negative = false;
  std::int64_t terms = 0;
  while (terms < options_.terms) {
    const auto product = problem.hessian_product(around, term).add_(term, options_.damping);
    negative = negative || flat_dot(term, product) < 0;
    term.sub_(product, rate);
    last = flat_norm(term);
    diverged = !(last <= first);  // so that NaN counts too
    if (diverged) break;
    sum += term;
    ++terms;
  }
  return problem.hypergradient(validation, problem.mixed_product(around, sum.mul_(rate)).neg_(),
                               {{"terms", static_cast<double>(terms)},
                                {"residual", first > 0 ? last / first : 0},
                                {"diverged", diverged ? 1 : 0},
                                {"negative_curvature", negative ? 1 : 0}});
}

}  // namespace estimators
