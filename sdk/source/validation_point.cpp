#include "evograd/validation_point.hpp"

#include "evograd/error.hpp"

namespace evograd {

ValidationPoint parse_validation_point(const std::string& word) {
  if (word == "auto") return ValidationPoint::automatic;
  if (word == "current") return ValidationPoint::current;
  if (word == "lookahead") return ValidationPoint::lookahead;
  if (word == "merged") return ValidationPoint::merged;
  if (word == "post-step") return ValidationPoint::post_step;
  throw Error("", "unknown validation point '" + word + "'", "one of auto, current, lookahead, merged, post-step");
}

}  // namespace evograd
