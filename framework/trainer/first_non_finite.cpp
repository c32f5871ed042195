#include "framework/trainer/first_non_finite.hpp"

#include <c10/util/Exception.h>
#include <fmt/core.h>
#include <torch/csrc/autograd/anomaly_mode.h>
#include <torch/version.h>

#include <cmath>
#include <optional>
#include <regex>

#include "evograd/bilevel_problem.hpp"
#include "framework/errors/not_finite_text.hpp"
#include "framework/errors/reason.hpp"

namespace evograd::host {
namespace {

#if TORCH_VERSION_MAJOR > 1
namespace warnings = c10::WarningUtils;
#else
namespace warnings = c10::Warning;
#endif

constexpr const char* derivative_help =
    "the usual causes are a norm or a square root at 0, a division by 0 and a logarithm of 0: add a small number where "
    "it is taken, as in sqrt(x * x + 1e-12)";

bool is_finite(const torch::Tensor& values) {
  return !values.defined() || !values.is_floating_point() || torch::isfinite(values).all().item<bool>();
}

/// " at 'fc.weight'": the first parameter at which `flat` is not finite.
std::string place_in(const torch::Tensor& flat, const FlatLayout& layout) {
  for (const auto& segment : layout.segments()) {
    if (!is_finite(layout.view(flat, segment))) return " at '" + segment.name + "'";
  }
  return {};
}

/// Drops the warning that LibTorch adds to each finding.
class NoWarnings : public c10::WarningHandler {
 public:
#if TORCH_VERSION_MAJOR > 1
  void process(const c10::Warning& /*warning*/) override {}
#else
  void process(const c10::SourceLocation& /*place*/, const std::string& /*text*/, const bool /*verbatim*/) override {}
#endif
};

/// Runs `work` so that LibTorch checks the derivative of every operator. Returns the operator whose derivative is the
/// first that is nan: "NormBackward"; empty if there is none.
template <class Work>
std::string operator_of(const Work& work) {
  static const std::regex report("Function '([A-Za-z_:]+?)[0-9]*' returned nan values");
  NoWarnings none;
  const warnings::WarningHandlerGuard quiet(&none);
  const torch::autograd::DetectAnomalyGuard checks;
  try {
    work();
  } catch (const std::exception& failure) {
    std::smatch found;
    const auto text = reason(failure);
    if (std::regex_search(text, found, report)) return found[1];
  }
  return {};
}

std::string in_operator(const std::string& name) { return name.empty() ? "" : ", in " + name; }

NonFinite in_batch(const std::string& which, const Batch& batch) {
  for (const auto& [name, values] : batch.tensors()) {
    if (is_finite(values)) continue;
    return {.where = fmt::format("the {} batch, in '{}'", which, name),
            .help = "the data has nan or infinity; correct the files, or check how they are normalised",
            .data = true};
  }
  return {};
}

class Search {
 public:
  Search(TrainingState& state, const BilevelStep& step) : state_(state), step_(step) {}

  NonFinite run() {
    if (!is_finite(state_.theta.values())) return in_parameters("the parameters", state_.theta);
    if (!is_finite(state_.lambda.values())) return in_parameters("the meta-parameters", state_.lambda);
    if (auto found = in_batch("training", step_.training.front()); !found.where.empty()) return found;
    if (auto found = in_batch("validation", step_.validation); !found.where.empty()) return found;
    if (auto found = in_gradient("training", [](auto& problem) { return problem.train_gradient(problem.theta()); });
        !found.where.empty()) {
      return found;
    }
    if (step_.validation.empty()) return {};
    if (auto found =
            in_gradient("validation", [](auto& problem) { return problem.validation_gradient(problem.theta()); });
        !found.where.empty()) {
      return found;
    }
    return in_second_derivative();
  }

 private:
  NonFinite in_parameters(const std::string& what, const FlatParameters& parameters) {
    return {.where = what + place_in(parameters.values(), parameters.layout()),
            .help = "an earlier update made them so: lower the learning rate or clip its gradient with clip_norm"};
  }

  /// One evaluation on a problem of its own, without the base update, which needs points that the host may not keep.
  template <class Work>
  auto on_new_problem(const Work& work) {
    BilevelStep alone = step_;
    alone.base_update.reset();
    BilevelProblem problem(state_, std::move(alone));
    return work(problem);
  }

  template <class Evaluate>
  NonFinite in_gradient(const std::string& kind, const Evaluate& evaluate) {
    const auto found = on_new_problem(evaluate);
    if (!std::isfinite(found.loss)) {
      return {.where = fmt::format("the {} loss, which is {}", kind, not_finite_text(found.loss.value())),
              .help = "check for division by 0, logarithm of 0 and the scale of the inputs"};
    }
    const bool of_theta = !is_finite(found.gradient);
    if (!of_theta && is_finite(found.lambda_gradient)) return {};
    const auto& parameters = of_theta ? state_.theta : state_.lambda;
    const auto name = operator_of([&] { on_new_problem(evaluate); });
    return {.where = fmt::format("the gradient of the {} loss{}{}", kind,
                                 place_in(of_theta ? found.gradient : found.lambda_gradient, parameters.layout()),
                                 in_operator(name)),
            .help = derivative_help};
  }

  NonFinite in_second_derivative() {
    const auto evaluate = [](BilevelProblem& problem) {
      const auto v = problem.validation_gradient(problem.theta()).gradient;
      return problem.second_order_products(problem.theta(), v);
    };
    const auto products = on_new_problem(evaluate);
    const bool of_lambda = is_finite(products.hessian);
    if (of_lambda && is_finite(products.mixed)) return {};
    const auto name = operator_of([&] { on_new_problem(evaluate); });
    return {.where = fmt::format("the second derivative of the training loss{}{}",
                                 of_lambda ? place_in(products.mixed, state_.lambda.layout())
                                           : place_in(products.hessian, state_.theta.layout()),
                                 in_operator(name)),
            .help = std::string(derivative_help) + "; or choose an estimator that needs first derivatives only"};
  }

  TrainingState& state_;
  const BilevelStep& step_;
};

}  // namespace

NonFinite first_non_finite(TrainingState& state, const BilevelStep& step) try {
  return Search(state, step).run();
} catch (const std::exception&) {
  return {};  // the run has failed already; this only explains why
}

}  // namespace evograd::host
