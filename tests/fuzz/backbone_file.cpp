// Pre-trained backbones of an earlier run.
#include "framework/pretrain/backbone_file.hpp"

#include <torch/torch.h>

#include "input.hpp"
#include "stored_tensors.hpp"

using namespace evograd;

/// The first byte: 0 for a file as it is, else for header and data as two parts, sealed here.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const bool seal = input.byte() != 0;
  const auto path = fuzz::write("backbone.safetensors", fuzz::stored_file(input, seal));
  fuzz::accepts([&] {
    const auto kept = host::read_backbone(path);
    torch::nn::Module module;
    module.register_parameter("weight", torch::zeros({2, 3}));
    module.register_parameter("bias", torch::zeros({3}));
    const auto before = torch::cat({module.parameters()[0].flatten(), module.parameters()[1]}).detach().clone();
    const bool fits = fuzz::accepts([&] { host::put_into(module, kept, "this network", path); });
    const auto after = torch::cat({module.parameters()[0].flatten(), module.parameters()[1]}).detach();
    fuzz::require(fits || torch::equal(before, after), "what does not fit changes nothing");
  });
  return 0;
}
