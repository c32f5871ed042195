#include "framework/errors/missing_derivative.hpp"

#include <torch/torch.h>

#include "framework/errors/reason.hpp"
#include "tests/catch.hpp"

using namespace evograd::host;

namespace {

/// What LibTorch says to the second derivative of `function` at `input`.
template <class Function>
std::string refusal_of_second(const Function& function, torch::Tensor input) try {
  input.requires_grad_();
  const auto first = torch::autograd::grad({function(input).sum()}, {input}, {}, true, true).front();
  torch::autograd::grad({(first * first).sum()}, {input});
  return "";
} catch (const std::exception& error) {
  return reason(error);
}

}  // namespace

TEST_CASE("LibTorch's own messages about missing second derivatives are told, with the operator") {
  const auto sampled = refusal_of_second(
      [](const torch::Tensor& x) {
        return torch::grid_sampler(x, torch::linspace(-0.7, 0.7, 8).view({1, 2, 2, 2}), 0, 0, false);
      },
      torch::rand({1, 1, 4, 4}));
  INFO(sampled);
  const auto found = missing_derivative(sampled);
  REQUIRE(found.has_value());
  CHECK(found->operator_name == "grid_sampler_2d");
  CHECK(found->order == 2);
}

TEST_CASE("the forms of these messages are told from others") {
  const auto name = [](const std::string& text) {
    const auto found = missing_derivative(text);
    return found ? found->operator_name + " " + std::to_string(found->order) : "none";
  };
  CHECK(name("derivative for aten::grid_sampler_2d_backward is not implemented") == "grid_sampler_2d 2");
  CHECK(name("the derivative for '_cudnn_rnn_backward' is not implemented. Double backwards is not supported for CuDNN "
             "RNNs") == "cudnn_rnn 2");
  CHECK(name("derivative for aten::histc is not implemented") == "histc 1");
  CHECK(name("Trying to use forward AD with affine_grid_generator that does not support it because it has not been "
             "implemented yet.") == "affine_grid_generator 0");
  CHECK(name("trying to differentiate twice a function that was marked with @once_differentiable") == " 2");
  CHECK(name("mat1 and mat2 shapes cannot be multiplied") == "none");
  CHECK(name("") == "none");
}
