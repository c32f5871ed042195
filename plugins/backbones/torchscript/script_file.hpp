#pragma once

#include <exception>
#include <memory>
#include <string>

namespace torch::jit {
struct Module;
}

namespace backbones {

/// The TorchScript module in `file`, loaded to the CPU. Its forward takes one tensor.
///
/// Throws Error naming the file if it is missing, damaged or not a TorchScript archive, or if its forward takes
/// anything other than one tensor.
std::shared_ptr<torch::jit::Module> load_script(const std::string& file);

/// The line of `exception` with the reason, without the traces around it.
std::string reason_of(const std::exception& exception);

}  // namespace backbones
