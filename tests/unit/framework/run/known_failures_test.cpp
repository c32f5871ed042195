#include "framework/run/known_failures.hpp"

#include "tests/catch.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using evograd::test::ManifestFolder;
using evograd::test::toy_tables;

namespace {

std::string explanation(const std::string& cause, const std::vector<std::string>& settings = {}) {
  const ManifestFolder folder;
  folder.write("a.toml", toy_tables);
  const auto better =
      explained(Error("step 0, task 'line'", cause, "old help"), folder.load({.file = "a.toml", .settings = settings}));
  return better ? better->what() : "";
}

}  // namespace

TEST_CASE("a missing derivative is told with operator, estimator and remedy; other failures stay as they are") {
  CHECK_THAT(
      explanation("derivative for aten::grid_sampler_2d_backward is not implemented"),
      ContainsSubstring("step 0, task 'line': the operator 'grid_sampler_2d' has no second derivative, which the "
                        "estimator 'noise' needs") &&
          ContainsSubstring("help: choose an estimator that needs first derivatives only: "));
  CHECK_THAT(
      explanation("net.pt: fails: Trying to use forward AD with affine_grid_generator that does not support it "
                  "because it has not been implemented yet."),
      ContainsSubstring("'affine_grid_generator' has no derivative in forward mode, by which the estimator 'noise'"));
  CHECK_THAT(explanation("derivative for aten::histc is not implemented"),
             ContainsSubstring("the operator 'histc' has no derivative in LibTorch") && ContainsSubstring("detach()"));
  CHECK(explanation("mat1 and mat2 shapes cannot be multiplied") == "");
}

TEST_CASE("batch normalisation of one example names what made the batch so small") {
  const std::string cause = "Expected more than 1 value per channel when training, got input size [1, 8]";
  CHECK_THAT(explanation(cause),
             ContainsSubstring("batch normalisation cannot train on a batch of one example\n  help: "
                               "increase the batch sizes of [task]"));
  CHECK_THAT(explanation(cause, {"run.accumulate=4"}),
             ContainsSubstring("[run] accumulate = 4, which divides each batch"));
}
