#include "options.hpp"

namespace illustration {

Schema<IllustrationOptions> IllustrationOptions::schema() {
  using Options = IllustrationOptions;
  return {
      {"study", &Options::study, one_of({"trajectory", "hypergradient"}),
       "train from one start, or evaluate the estimator at a fresh point each step"},
      {"x", &Options::x, any_value(), "trajectory only: where the parameter starts"},
      {"lambda", &Options::lambda, non_negative(), "trajectory only: where the meta-parameter starts"},
      {"lambda_points", &Options::lambda_points, at_least(1),
       "hypergradient only: number of evenly spaced meta-parameters"},
      {"lambda_low", &Options::lambda_low, non_negative(), "hypergradient only: the first of them"},
      {"lambda_high", &Options::lambda_high, non_negative(), "hypergradient only: the last of them"},
      {"trials", &Options::trials, at_least(1),
       "hypergradient only: consecutive steps at each meta-parameter, each with an x of its own"},
  };
}

}  // namespace illustration
