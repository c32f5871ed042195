// What is special in a script's tensors: tied, frozen, integer, half; modes; and what Python saves.

#include <cstdlib>
#include <fstream>

#include "evograd/flat_parameters.hpp"
#include "evograd/module_state.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "torchscript_models.hpp"

using namespace evograd;
using namespace evograd::test;

TEST_CASE("tied, frozen and integer tensors of a script stay what they are", "[torchscript]") {
  auto child = script("");
  auto root = script("");
  const auto tied = torch::randn({6, 6}).set_requires_grad(true);
  const auto counts = torch::tensor({0, 2, 4, 5, 3, 1}, torch::kInt64);
  child.register_parameter("weight", tied, false);
  child.register_buffer("order", counts);
  child.define("def forward(self, x):\n  return torch.linear(x, self.weight)[:, self.order]\n");
  root.register_module("first", child);
  root.register_module("again", child);
  root.register_parameter("weight", tied, false);
  root.register_parameter("scale", torch::full({6}, 2.0), false);  // needs no gradient
  root.register_parameter("shift", torch::tensor({3}, torch::kInt64), false);
  root.register_buffer("order", counts);
  root.register_attribute("table", c10::TensorType::get(), torch::ones({6}).set_requires_grad(true));
  root.define(R"(
def forward(self, x):
  x = self.again.forward(self.first.forward(x)) * self.scale + self.shift
  return torch.linear(x, self.weight)[:, self.order] + self.table
)");
  const auto backbone = read_back(root, {{6}, 0});
  backbone->to(torch::kFloat64);
  CHECK(backbone->parameters().size() == 3);  // the tied one, scale, shift
  CHECK(backbone->buffers().size() == 2);     // order, table
  for (const auto& item : backbone->named_buffers()) CHECK_FALSE(item.value().requires_grad());
  CHECK(backbone->named_parameters()["shift"].scalar_type() == torch::kInt64);

  ModuleState state({backbone});
  FlatParameters flat(backbone);
  REQUIRE(flat.tensors().size() == 1);
  CHECK(flat.layout().element_count() == 36);
  const torch::NoGradGuard no_grad;
  flat.values().mul_(-0.7);
  const auto weight = (-0.7 * tied.to(torch::kFloat64)).detach();
  const auto layer = [&](const torch::Tensor& x) { return torch::linear(x, weight).index_select(1, counts); };
  const auto input = torch::randn({4, 6}, RandomKey(1).generator(), torch::kFloat64);
  Tap tap;
  CHECK(torch::allclose(backbone->forward(input, tap), layer(layer(layer(input)) * 2 + 3) + 1, 1e-12, 1e-12));
}

TEST_CASE("modes reach every part of a script, each of its own", "[torchscript]") {
  auto child = script("def forward(self, x):\n  return x + 10 * int(bool(self.training))\n");
  auto root = script("");
  root.register_module("child", child);
  root.define("def forward(self, x):\n  return self.child.forward(x) + int(bool(self.training))\n");
  const auto backbone = read_back(root, {{2}, 0});
  const auto value = [&] {
    Tap tap;
    return backbone->forward(torch::zeros({1, 2}), tap)[0][0].item<double>();
  };
  CHECK(value() == 11);
  backbone->children().front()->eval();
  CHECK(value() == 1);
  ModuleState state({backbone});
  backbone->eval();
  CHECK(value() == 0);
  state.restore();
  CHECK(value() == 1);
}

TEST_CASE("a script of tokens is fed whole numbers, and half precision becomes float", "[torchscript]") {
  auto root = script("");
  root.register_parameter("table", torch::ones({7, 3}, torch::kHalf).set_requires_grad(true), false);
  root.define("def forward(self, x):\n  return torch.embedding(self.table, x)\n");
  const auto backbone = read_back(root, {{4}, 7});
  CHECK(backbone->feature_shape() == std::vector<std::int64_t>{4, 3});
  CHECK(backbone->parameters().front().scalar_type() == torch::kFloat32);
}

TEST_CASE("what Python scripted or traced gives Python's numbers", "[torchscript]") {
  const TemporaryFolder folder;
  if (std::system("/usr/bin/python3 -c 'import torch' >/dev/null 2>&1") != 0) {
    WARN("skipped: /usr/bin/python3 has no torch; Debian's package is python3-torch");
    return;
  }
  const std::string export_script = EVOGRAD_SOURCE_FOLDER "/tests/fixtures/export_torchscript.py";
  REQUIRE(std::system(("/usr/bin/python3 " + export_script + " " + folder.path().string()).c_str()) == 0);
  const auto expected = torch::jit::load((folder.path() / "expected.pt").string());
  const auto tensor = [&](const char* name) { return expected.attr(name).toTensor(); };
  Tap tap;
  for (const std::string name : {"scripted", "traced"}) {
    INFO(name);
    backbones::TorchScript backbone({(folder.path() / (name + ".pt")).string()}, colour);
    CHECK(backbone.parameters().size() == 6);
    backbone.eval();
    CHECK(largest_difference(backbone.forward(tensor("input"), tap), tensor("evaluation")) < 1e-6);
    if (name == "traced") continue;  // a trace knows one mode
    backbone.train();
    torch::manual_seed(3);  // dropout draws from the global generator, as it did in Python
    CHECK(largest_difference(backbone.forward(tensor("input"), tap), tensor("trained")) < 1e-6);
    CHECK(largest_difference(backbone.named_buffers()["1.running_var"], tensor("running_var")) < 1e-6);
  }
}
