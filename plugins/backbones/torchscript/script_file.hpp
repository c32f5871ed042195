#pragma once

#include <exception>
#include <memory>
#include <string>

namespace torch::jit {
struct Module;
}

namespace backbones {

/// The TorchScript module in `file`, on the CPU wherever it was saved. Its forward takes one tensor.
///
/// Throws Error naming the file when there is none, when it is no TorchScript archive or damaged, and when its forward
/// wants anything but one tensor.
std::shared_ptr<torch::jit::Module> load_script(const std::string& file);

/// The line of `exception` that says what is wrong, without the traces around it.
std::string reason_of(const std::exception& exception);

}  // namespace backbones
