#include "framework/check/backbone_bench.hpp"

#include <torch/torch.h>

#include "framework/check/loaded_component.hpp"
#include "framework/inputs/sample_inputs.hpp"

namespace evograd::host::check {

torch::Tensor batch_of(const InputSpecification& input, std::int64_t size, RandomKey key) {
  auto shape = input.shape;
  shape.insert(shape.begin(), size);
  auto generator = key.generator();
  if (input.vocabulary > 0) return torch::randint(1, input.vocabulary, shape, generator, torch::kInt64);
  return torch::randn(shape, generator, torch::TensorOptions(torch::kFloat32));
}

std::vector<Accepted> accepted(const Context& context) {
  const auto& entry = entry_of<BackboneEntry>(context);
  std::vector<Accepted> all;
  for (const auto& input : sample_inputs()) {
    try {
      const GlobalGeneratorGuard seeded(context.key, torch::kCPU);
      all.push_back({entry.make(entry.description.small, input), input});
    } catch (...) {
      continue;  // backbone/inputs tells what it throws
    }
  }
  if (all.empty()) throw Skip("it takes none of the inputs that there are here; see backbone/inputs");
  return all;
}

}  // namespace evograd::host::check
