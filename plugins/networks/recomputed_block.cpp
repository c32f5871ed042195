#include "networks/recomputed_block.hpp"

#include <ATen/Context.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/torch.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "evograd/autocast.hpp"
#include "networks/tangent.hpp"

namespace networks {
namespace {

using torch::autograd::variable_list;

/// The state of the global generator of a device.
class GeneratorState {
 public:
  explicit GeneratorState(torch::Device device)
      : generator_(at::globalContext().defaultGenerator(device)), state_(generator_.get_state()) {}

  void restore() { generator_.set_state(state_); }

 private:
  at::Generator generator_;
  torch::Tensor state_;
};

/// What the backward pass repeats, under the conditions of the forward pass.
struct BlockRecipe {
  Block block;
  std::vector<torch::Tensor> buffers;       ///< of the layers
  std::optional<GeneratorState> generator;  ///< before the forward pass, if the block draws
  std::optional<torch::Dtype> autocast = evograd::current_autocast();
};

/// Sets generator and autocast to those of the forward pass. The destructor restores them and the buffers, even if an
/// exception is thrown: repeating a forward pass must not update running averages.
class Repetition {
 public:
  Repetition(BlockRecipe& recipe, torch::Device device) : recipe_(recipe), autocast_(recipe.autocast) {
    for (const auto& buffer : recipe.buffers) before_.push_back(buffer.detach().clone());
    if (!recipe.generator) return;
    generator_.emplace(device);
    recipe.generator->restore();
  }
  ~Repetition() {
    const torch::NoGradGuard no_grad;
    // variable_data(): graphs that saved a buffer must not take it for modified.
    for (std::size_t i = 0; i < before_.size(); ++i) recipe_.buffers[i].variable_data().copy_(before_[i]);
    if (generator_) generator_->restore();
  }
  Repetition(const Repetition&) = delete;
  Repetition& operator=(const Repetition&) = delete;

 private:
  BlockRecipe& recipe_;
  evograd::AutocastScope autocast_;
  std::vector<torch::Tensor> before_;
  std::optional<GeneratorState> generator_;
};

/// The gradients of x and of the parameters, in this order.
struct RecomputedBlock : torch::autograd::Node {
  RecomputedBlock(const torch::Tensor& x, std::vector<torch::Tensor> block_parameters, BlockRecipe block_recipe)
      : input(x, /*is_output=*/false), parameters(std::move(block_parameters)), recipe(std::move(block_recipe)) {}

  std::string name() const override { return "RecomputedBlock"; }
  void release_variables() override { input.reset_data(); }

  variable_list apply(variable_list&& upstream) override {
    variable_list gradients(1 + parameters.size());
    if (!upstream.front().defined()) return gradients;
    // With create_graph, the gradient must stay a function of x itself.
    const bool graph = torch::GradMode::is_enabled();
    const bool reaches_x = task_should_compute_output(0);
    auto x = input.unpack();
    if (!graph) x = x.detach().requires_grad_(reaches_x);

    variable_list inputs;
    std::vector<std::size_t> wanted;
    for (std::size_t i = 0; i < gradients.size(); ++i) {
      if (!task_should_compute_output(i)) continue;
      inputs.push_back(i == 0 ? x : parameters[i - 1]);
      wanted.push_back(i);
    }
    const Repetition repetition(recipe, x.device());
    const torch::AutoGradMode grad_mode(true);
    const auto y = recipe.block(x);
    const auto found = torch::autograd::grad({y}, inputs, upstream, /*retain_graph=*/graph, /*create_graph=*/graph,
                                             /*allow_unused=*/true);
    for (std::size_t i = 0; i < wanted.size(); ++i) gradients[wanted[i]] = found[i];
    return gradients;
  }

  torch::autograd::SavedVariable input;
  std::vector<torch::Tensor> parameters;
  BlockRecipe recipe;
};

}  // namespace

torch::Tensor recomputed_block(const std::vector<torch::nn::Module*>& layers, const torch::Tensor& x, Block block,
                               bool draws) {
  std::vector<torch::Tensor> parameters, buffers;
  bool tangents = has_tangent(x);
  for (const auto* layer : layers) {
    for (const auto& parameter : layer->parameters()) {
      tangents = tangents || has_tangent(parameter);
      if (parameter.requires_grad()) parameters.push_back(parameter);
    }
    for (const auto& buffer : layer->buffers()) buffers.push_back(buffer);
  }
  const bool graph = torch::GradMode::is_enabled() && (x.requires_grad() || !parameters.empty());
  if (!graph || tangents) return block(x);

  BlockRecipe recipe{.block = std::move(block), .buffers = std::move(buffers), .generator = {}};
  if (draws) recipe.generator.emplace(x.device());
  auto y = [&] {
    const torch::NoGradGuard no_grad;
    return recipe.block(x);
  }();
  TORCH_CHECK(!y.is_same(x), "a recomputed block must return a new tensor");
  variable_list inputs{x};
  inputs.insert(inputs.end(), parameters.begin(), parameters.end());
  const std::shared_ptr<RecomputedBlock> node(new RecomputedBlock(x, std::move(parameters), std::move(recipe)),
                                              torch::autograd::deleteNode);
  node->set_next_edges(torch::autograd::collect_next_edges(inputs));
  torch::autograd::set_history(y, node);
  return y;
}

}  // namespace networks
