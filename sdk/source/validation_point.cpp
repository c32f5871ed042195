#include "evograd/validation_point.hpp"

#include "evograd/error.hpp"

namespace evograd {

ValidationPoint parse_validation_point(const std::string& word) {
  if (word == "auto") return ValidationPoint::automatic;
  if (word == "current") return ValidationPoint::current;
  if (word == "lookahead") return ValidationPoint::lookahead;
  if (word == "merged") return ValidationPoint::merged;
  if (word == "post-step") return ValidationPoint::post_step;
  throw Error("", "unknown validation point '" + word + "'", "use one of auto, current, lookahead, merged, post-step");
}

Constraint validation_point_words() { return one_of({"auto", "lookahead", "current", "post-step"}); }

std::string validation_point_sentence() {
  return "the point at which v = ∇ℓ_V is evaluated: θ − η∇ℓ_T, θ, or the point after this step's base update (free, "
         "but the base update must come first); auto uses post-step if it does, else lookahead";
}

}  // namespace evograd
