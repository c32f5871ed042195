#include "framework/prepare/prepared_task.hpp"

#include <torch/torch.h>

#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/tiny_reweighting.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Tells what was called, and has no model or no meta-model where it is asked to.
class Recorded : public test::TinyReweighting {
 public:
  Recorded(std::string& calls, bool has_model, bool has_meta_model)
      : TinyReweighting(true), calls_(calls), has_model_(has_model), has_meta_model_(has_meta_model) {}

  void open(const TaskContext& context) override {
    calls_ += "open ";
    same_key_ = context.randomness.value() == RandomKey(7).fold("task").value() && context.steps == 3;
  }
  void build(std::shared_ptr<Backbone>) override {
    calls_ += "build ";
    drawn_ = torch::rand({});
  }
  std::shared_ptr<torch::nn::Module> model() override { return has_model_ ? TinyReweighting::model() : nullptr; }
  std::shared_ptr<torch::nn::Module> meta_model() override {
    return has_meta_model_ ? TinyReweighting::meta_model() : nullptr;
  }

  bool same_key() const { return same_key_; }
  const torch::Tensor& drawn() const { return drawn_; }

 private:
  std::string& calls_;
  bool has_model_, has_meta_model_, same_key_ = false;
  torch::Tensor drawn_;
};

TaskPreparation preparation(std::string& calls, bool has_model = true, bool has_meta_model = true) {
  return {.name = "tiny",
          .make_task = [=, &calls] { return std::make_unique<Recorded>(calls, has_model, has_meta_model); },
          .make_backbone =
              [&calls](const InputSpecification& input) {
                calls += "backbone " + std::to_string(input.shape.at(0)) + " ";
                return std::shared_ptr<Backbone>();
              },
          .run = RandomKey(7),
          .folder = ".",
          .steps = 3};
}

}  // namespace

TEST_CASE("A task is opened, built on its backbone under the initialization key, and moved", "[prepare]") {
  std::string calls;
  torch::manual_seed(1);
  const auto prepared = prepare_task(preparation(calls));
  auto& task = dynamic_cast<Recorded&>(*prepared.task);
  CHECK(calls == "open backbone 4 build ");
  CHECK(task.same_key());
  const GlobalGeneratorGuard initialization(RandomKey(7).fold("initialization"), torch::kCPU);
  CHECK(task.drawn().item<float>() == torch::rand({}).item<float>());
  for (const auto& parameter : task.model()->parameters()) CHECK(parameter.scalar_type() == torch::kFloat32);
}

TEST_CASE("A task without a model after build() is refused with the remedy", "[prepare]") {
  std::string calls;
  CHECK_THROWS_WITH(prepare_task(preparation(calls, false)), ContainsSubstring("task 'tiny'") &&
                                                                 ContainsSubstring("model() is null after build()") &&
                                                                 ContainsSubstring("return the trained network"));
  CHECK_THROWS_WITH(prepare_task(preparation(calls, true, false)),
                    ContainsSubstring("task 'tiny'") && ContainsSubstring("meta_model() is null after build()") &&
                        ContainsSubstring("return a module without parameters if nothing is meta-learned"));
}
