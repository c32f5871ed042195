#include "evograd/scalar_loss.hpp"

#include <torch/torch.h>

#include "evograd/error.hpp"
#include "tests/catch.hpp"

using namespace evograd;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string message_on(const torch::Tensor& loss) {
  try {
    scalar_loss(loss, "training_loss()");
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a loss is a floating-point scalar, and what it is instead is named") {
  CHECK(message_on(torch::tensor(1.5)).empty());
  CHECK(message_on(torch::tensor(1.5, torch::kFloat64)).empty());
  CHECK_THAT(message_on({}), ContainsSubstring("training_loss() returns an undefined tensor"));
  CHECK_THAT(message_on(torch::zeros({2, 3})), ContainsSubstring("returns a tensor of shape [2, 3]"));
  CHECK_THAT(message_on(torch::tensor(1)), ContainsSubstring("returns a scalar of type Long"));
}
