// Declares an option whose default its own range excludes.
#include "evograd/plugin.hpp"
#include "silent_estimator.hpp"

namespace {

struct BadDefaultOptions {
  std::int64_t candidates = 1;

  static evograd::Schema<BadDefaultOptions> schema() {
    return {{"candidates", &BadDefaultOptions::candidates, evograd::at_least(2), "K"}};
  }
};

class BadDefault : public SilentEstimator {
 public:
  using Options = BadDefaultOptions;
  explicit BadDefault(const Options&) : SilentEstimator({}) {}
};

}  // namespace

EVOGRAD_PLUGIN("bad_default", "0.1.0") { registrar.estimator<BadDefault>("bad-default", {.summary = "Unusable."}); }
