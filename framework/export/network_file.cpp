#include "framework/export/network_file.hpp"

#include "evograd/safetensors.hpp"
#include "framework/files/write_durably.hpp"
#include "framework/tensors/named_tensors.hpp"

namespace evograd::host {

void write_network(const std::filesystem::path& file, const torch::nn::Module& module,
                   const std::map<std::string, std::string>& metadata) {
  write_durably(file, [&](const ByteSink& sink) { write_safetensors(parameters_and_buffers(module), metadata, sink); });
}

}  // namespace evograd::host
