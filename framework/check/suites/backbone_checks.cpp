#include <fmt/ranges.h>
#include <torch/autograd.h>
#include <torch/types.h>

#include <algorithm>
#include <memory>

#include "framework/check/fixtures/backbone_fixture.hpp"
#include "framework/check/fixtures/loaded_component.hpp"
#include "framework/check/fixtures/process_state.hpp"
#include "framework/check/suites/suites.hpp"
#include "framework/errors/reason.hpp"
#include "framework/inputs/sample_inputs.hpp"
#include "framework/tensors/named_tensors.hpp"

namespace evograd::host::check {
namespace {

void takes_an_input_or_says_why(Context& context) {
  const auto& entry = entry_of<BackboneEntry>(context);
  std::string refusals;
  bool any_taken = false;
  for (const auto& input : sample_inputs()) {
    try {
      expect(entry.make(entry.description.small, input) != nullptr, "returned null for " + input_text(input));
      any_taken = true;
    } catch (const Error& error) {
      refusals += "\n" + input_text(input) + ": " + error.what();
    } catch (const Failure&) {
      throw;
    } catch (const std::exception& exception) {
      throw Failure("refuses " + input_text(input) + " with something other than an Error: " + reason(exception));
    }
  }
  if (!any_taken) throw Skip("it refuses all sample inputs:" + refusals);
}

void gives_the_features_it_says(Context& context) {
  for (const auto& [backbone, input] : accepted(context)) {
    for (const std::int64_t size : {4, 1}) {
      backbone->train(size > 1);  // batch statistics of one example need not be defined
      Tap unchanged;
      const auto features = backbone->forward(batch_of(input, size, context.key, context.device), unchanged);
      auto shape = backbone->feature_shape();
      shape.insert(shape.begin(), size);
      expect(features.sizes() == torch::IntArrayRef(shape),
             fmt::format("features of {} are {}, but feature_shape() specifies [{}] with the batch", input_text(input),
                         shape_text(features), fmt::join(shape, ", ")));
      expect(torch::isfinite(features).all().item<bool>(), "features of " + input_text(input) + " are not finite");
    }
  }
}

/// Records the sites that are visited; at `changed` it replaces the activations with zeros.
class RecordingTap : public Tap {
 public:
  explicit RecordingTap(std::string changed = {}) : changed_(std::move(changed)) {}
  torch::Tensor operator()(std::string_view site, const torch::Tensor& activation) override {
    seen.emplace_back(site);
    return site == changed_ ? torch::zeros_like(activation) : activation;
  }
  std::vector<std::string> seen;

 private:
  std::string changed_;
};

void passes_its_sites(Context& context) {
  for (const auto& [backbone, input] : accepted(context)) {
    backbone->eval();
    RecordingTap tap;
    backbone->forward(batch_of(input, 2, context.key, context.device), tap);
    expect(tap.seen == backbone->sites(),
           "sites() names " + (backbone->sites().empty() ? "none" : listed(backbone->sites())) +
               ", but a forward pass visits " + (tap.seen.empty() ? "none" : listed(tap.seen)));
  }
}

void goes_on_with_what_the_tap_returns(Context& context) {
  const torch::NoGradGuard no_grad;
  for (const auto& [backbone, input] : accepted(context)) {
    backbone->eval();
    const auto batch = batch_of(input, 2, context.key, context.device);
    Tap unchanged;
    const auto features = backbone->forward(batch, unchanged);
    for (const auto& site : backbone->sites()) {
      RecordingTap zeros(site);
      expect(!torch::equal(features, backbone->forward(batch, zeros)),
             "what the tap returns at site '" + site + "' has no effect on the features");
    }
  }
}

void is_a_function_of_its_input(Context& context) {
  const torch::NoGradGuard no_grad;
  Tap unchanged;
  for (const auto& [backbone, input] : accepted(context)) {
    backbone->eval();
    const auto one = batch_of(input, 3, context.key, context.device),
               other = batch_of(input, 3, context.key.fold("other"), context.device);
    const auto features = backbone->forward(one, unchanged).clone();
    backbone->forward(other, unchanged);
    expect(torch::equal(features, backbone->forward(one, unchanged)),
           "in evaluation mode the features of the same input have different bits after another input");
  }
}

void keeps_examples_apart(Context& context) {
  const torch::NoGradGuard no_grad;
  Tap unchanged;
  for (const auto& [backbone, input] : accepted(context)) {
    backbone->eval();
    const auto batch = batch_of(input, 3, context.key, context.device);
    const auto together = backbone->forward(batch, unchanged).slice(0, 0, 1).clone();
    const auto alone = backbone->forward(batch.slice(0, 0, 1), unchanged);
    expect(torch::allclose(together, alone, 1e-3, 1e-4),
           "in evaluation mode the features of an example depend on the other examples in its batch");
  }
}

void gives_gradient_to_its_parameters(Context& context) {
  for (const auto& [backbone, input] : accepted(context)) {
    backbone->train();
    Tap unchanged;
    const GlobalGeneratorGuard seeded(context.key, context.device);
    const auto features = backbone->forward(batch_of(input, 4, context.key, context.device), unchanged);
    std::vector<torch::Tensor> parameters;
    std::vector<std::string> names;
    for (const auto& parameter : backbone->named_parameters()) {
      if (!parameter.value().requires_grad()) continue;
      parameters.push_back(parameter.value());
      names.push_back(parameter.key());
    }
    if (parameters.empty()) throw Skip("it has no parameters to train");
    expect(features.requires_grad(), "the features do not require a gradient with respect to its parameters");
    const auto gradients = torch::autograd::grad({features.square().sum()}, parameters, {}, false, false, true);
    std::vector<std::string> without;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      if (!gradients[i].defined()) without.push_back("'" + names[i] + "'");
    }
    expect(without.empty(), "the gradient does not reach " + listed(without));
  }
}

void backbone_leaves_the_process_alone(Context& context) {
  for (const auto& [backbone, input] : accepted(context)) {
    backbone->eval();
    const auto batch = batch_of(input, 2, context.key, context.device);
    Tap unchanged;
    backbone->forward(batch, unchanged);
    const ProcessState before;
    backbone->forward(batch, unchanged);
    const auto changes = before.changes();
    expect(changes.empty(), "a forward pass in evaluation mode changes " + listed(changes));
  }
}

}  // namespace

std::vector<Check> backbone_checks() {
  return {
      {"backbone/inputs", Level::contract, "It accepts an input or refuses it with an Error.",
       takes_an_input_or_says_why},
      {"backbone/features", Level::contract, "Features are finite and have the shape that feature_shape() specifies.",
       gives_the_features_it_says},
      {"backbone/sites", Level::contract,
       "A forward pass visits each site that sites() names, once each and in that order.", passes_its_sites},
      {"backbone/tap", Level::contract, "A forward pass continues with what the tap returns.",
       goes_on_with_what_the_tap_returns},
      {"backbone/repeatable", Level::contract, "In evaluation mode, features are a function of parameters and input.",
       is_a_function_of_its_input},
      {"backbone/examples", Level::contract, "In evaluation mode, an example's features do not depend on its batch.",
       keeps_examples_apart},
      {"backbone/gradient", Level::contract, "The gradient reaches every parameter.", gives_gradient_to_its_parameters},
      {"backbone/process", Level::contract,
       "A forward pass in evaluation mode leaves modes, threads and the global generator unchanged.",
       backbone_leaves_the_process_alone},
  };
}

}  // namespace evograd::host::check
