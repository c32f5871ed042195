#include "t1_t2.hpp"

namespace estimators {
namespace {

BilevelProblem::MixedProduct parse_product(const std::string& word) {
  if (word == "forward-mode") return BilevelProblem::MixedProduct::forward_mode;
  if (word == "double-backward") return BilevelProblem::MixedProduct::double_backward;
  return BilevelProblem::MixedProduct::automatic;
}

}  // namespace

Schema<T1T2Options> T1T2Options::schema() {
  using O = T1T2Options;
  return {
      {"validation_point", &O::validation_point, validation_point_words(), validation_point_sentence()},
      {"product", &O::product, one_of({"automatic", "forward-mode", "double-backward"}),
       "how ∂/∂λ ⟨∇ℓ_T, v⟩ is computed; automatic uses forward mode if λ acts after the network"},
      {"parameters", &O::parameters, any_value(),
       "name prefixes of the parameters that the hypergradient goes through; empty for all"},
  };
}

T1T2::T1T2(const Options& options)
    : validation_point_(parse_validation_point(options.validation_point)),
      product_(parse_product(options.product)),
      parameters_(options.parameters) {}

EstimatorNeeds T1T2::needs() const { return {.validation_point = validation_point_, .second_order = true}; }

}  // namespace estimators
