#include "options.hpp"

namespace illustration {

Schema<IllustrationOptions> IllustrationOptions::schema() {
  using Options = IllustrationOptions;
  return {
      {"study", &Options::study, one_of({"trajectory", "hypergradient"}),
       "train from one starting point, or evaluate the estimator at a new point in each step"},
      {"x", &Options::x, any_value(), "trajectory only: initial value of the parameter"},
      {"lambda", &Options::lambda, non_negative(), "trajectory only: initial value of the meta-parameter"},
      {"lambda_points", &Options::lambda_points, at_least(1),
       "hypergradient only: number of evenly spaced meta-parameters"},
      {"lambda_low", &Options::lambda_low, non_negative(), "hypergradient only: the lowest of them"},
      {"lambda_high", &Options::lambda_high, non_negative(), "hypergradient only: the highest of them"},
      {"trials", &Options::trials, at_least(1),
       "hypergradient only: consecutive steps at each meta-parameter, each with its own x"},
  };
}

}  // namespace illustration
