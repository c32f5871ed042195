#include "framework/export/network_file.hpp"

#include "evograd/safetensors.hpp"
#include "framework/files/write_durably.hpp"

namespace evograd::host {

void write_network(const std::filesystem::path& file, const torch::nn::Module& module,
                   const std::map<std::string, std::string>& metadata) {
  std::vector<std::pair<std::string, torch::Tensor>> tensors;
  for (const auto& item : module.named_parameters()) {
    if (item.value().defined()) tensors.emplace_back(item.key(), item.value());
  }
  for (const auto& item : module.named_buffers()) {
    if (item.value().defined()) tensors.emplace_back(item.key(), item.value());
  }
  write_durably(file, [&](const ByteSink& sink) { write_safetensors(tensors, metadata, sink); });
}

}  // namespace evograd::host
