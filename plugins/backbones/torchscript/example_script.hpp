#pragma once

#include <memory>

#include "evograd/backbone.hpp"

namespace torch::jit {
struct Module;
}

namespace backbones {

/// A small network for `input`, compiled from TorchScript source as torch.jit.script() would: a convolution for images,
/// an embedding for tokens, then a linear layer to eight features. Initial values (torch's default) are drawn from the
/// global generator.
///
/// Throws Error if the input is empty.
std::shared_ptr<torch::jit::Module> example_script(const evograd::InputSpecification& input);

}  // namespace backbones
