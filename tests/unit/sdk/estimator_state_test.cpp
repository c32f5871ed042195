#include "evograd/estimator_state.hpp"

#include <torch/torch.h>

#include "evograd/bilevel_problem.hpp"
#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;

namespace {

EstimatorState made() {
  return {{{"direction", StateOf::theta},
           {"sketch", StateOf::theta, {3}},
           {"average", StateOf::lambda},
           {"facts", StateOf::numbers, {2, 2}}},
          torch::zeros({16}),
          torch::zeros({8}, torch::kFloat64)};
}

}  // namespace

TEST_CASE("state has the shape, dtype and zeros that its declaration asks for") {
  auto state = made();
  CHECK(state.is_new());
  CHECK(state["direction"].sizes() == torch::IntArrayRef{16});
  CHECK(state["sketch"].sizes() == torch::IntArrayRef{3, 16});
  CHECK(state["sketch"].scalar_type() == torch::kFloat32);
  CHECK(state["average"].sizes() == torch::IntArrayRef{8});
  CHECK(state["average"].scalar_type() == torch::kFloat64);
  CHECK(state["facts"].sizes() == torch::IntArrayRef{2, 2});
  CHECK(state["facts"].scalar_type() == torch::kFloat64);
  for (const auto& entry : state.entries()) CHECK(entry.tensor.eq(0).all().item<bool>());
}

TEST_CASE("a copy of a state has its numbers and whether it is new") {
  auto state = made();
  state["sketch"][1].fill_(2);
  state.mark_used();
  auto copy = made();
  copy.copy_from(state);
  CHECK(torch::equal(copy["sketch"], state["sketch"]));
  CHECK_FALSE(copy.is_new());
}

TEST_CASE("names that are not declared, or not well declared, are refused") {
  auto state = made();
  CHECK_THROWS_WITH(state["sketsh"], Catch::Matchers::ContainsSubstring("'sketsh', which needs() does not declare") &&
                                         Catch::Matchers::ContainsSubstring(
                                             "the declared states are: direction, sketch, average, facts"));
  const auto declared = [](std::vector<StateDeclaration> declarations) {
    return EstimatorState(declarations, torch::zeros({1}), torch::zeros({1}));
  };
  CHECK_THROWS_WITH(declared({{"Sketch"}}), Catch::Matchers::ContainsSubstring("use lower-case letters"));
  CHECK_THROWS_WITH(declared({{"x"}, {"x"}}), Catch::Matchers::ContainsSubstring("twice"));
}

TEST_CASE("what is not declared, and a problem that was made without state, are told apart") {
  test::TinyReweighting task(/*held=*/true);
  TrainingState state(task);
  BilevelProblem problem(state, make_step(state, {.run = RandomKey(1)}));
  CHECK(problem.state_is_new());
  CHECK_THROWS_WITH(problem.state("y"), Catch::Matchers::ContainsSubstring("this problem was created without one"));
  CHECK_THROWS_WITH(EstimatorState()["y"], Catch::Matchers::ContainsSubstring("declare it in EstimatorNeeds::state"));
}
