#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "evograd/error.hpp"
#include "evograd/safetensors.hpp"
#include "safetensors_types.hpp"

namespace evograd {
namespace {

constexpr std::size_t alignment = 8;  // of the first tensor's bytes in the file

std::string header_of(const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
                      const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header;
  if (!metadata.empty()) header[metadata_name] = metadata;
  std::set<std::string> names{metadata_name};
  std::uint64_t position = 0;
  for (const auto& [name, tensor] : tensors) {
    const auto type = stored_type(tensor.scalar_type());
    if (type.empty()) {
      throw Error(
          "tensor '" + name + "'",
          std::string("has the type ") + torch::toString(tensor.scalar_type()) + ", which safetensors does not support",
          "convert it to a floating-point or integer type");
    }
    if (!names.insert(name).second) {
      throw Error("tensor '" + name + "'", "cannot be written: its name is already used",
                  "give each tensor its own name");
    }
    const auto size = static_cast<std::uint64_t>(tensor.numel()) * tensor.element_size();
    header[name] = {{"dtype", type}, {"shape", tensor.sizes().vec()}, {"data_offsets", {position, position + size}}};
    position += size;
  }
  auto text =
      header.is_null() ? std::string("{}") : header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  text.append((alignment - text.size() % alignment) % alignment, ' ');
  return text;
}

}  // namespace

void write_safetensors(const std::vector<std::pair<std::string, torch::Tensor>>& tensors,
                       const std::map<std::string, std::string>& metadata,
                       const std::function<void(std::string_view)>& sink) {
  const auto header = header_of(tensors, metadata);
  const std::uint64_t length = header.size();
  sink({reinterpret_cast<const char*>(&length), sizeof length});
  sink(header);
  for (const auto& [name, tensor] : tensors) {
    const auto values = tensor.detach().to(torch::kCPU).contiguous();
    sink({static_cast<const char*>(values.data_ptr()), static_cast<std::size_t>(values.nbytes())});
  }
}

}  // namespace evograd
