// Tensors as Hugging Face stores them.
#include "evograd/safetensors.hpp"

#include <torch/torch.h>

#include <cstring>

#include "input.hpp"
#include "stored_tensors.hpp"

using namespace evograd;

/// The first byte: 0 for a file as it is, else for a header and data as two parts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  std::string text;
  if (input.byte() == 0) {
    text = input.rest();
  } else {
    const auto header = input.part();
    text = fuzz::with_length(header, input.rest());
  }
  const auto path = fuzz::write("model.safetensors", text);
  std::vector<std::pair<std::string, torch::Tensor>> tensors;
  std::map<std::string, std::string> metadata;
  const bool whole = fuzz::accepts([&] {
    const SafetensorsFile file(path);
    metadata = file.metadata();
    bool all = true;
    for (const auto& described : file.tensors()) {
      const auto& name = described.first;
      torch::Tensor tensor;
      all = fuzz::accepts([&] { tensor = file.read(name); }) && all;
      if (!tensor.defined()) continue;
      fuzz::require(tensor.sizes() == torch::IntArrayRef(described.second.shape), "the shape is the header's");
      tensors.emplace_back(name, tensor);
      if (!tensor.is_floating_point()) continue;
      const auto copied = torch::empty_like(tensor, torch::kFloat64);
      file.copy(name, copied);
      fuzz::require(copied.equal(tensor.to(torch::kFloat64)) || copied.isnan().any().item<bool>(), "copies are alike");
    }
    if (!all) throw Error("", "LibTorch lacks a type");
  });
  if (!whole) return 0;
  std::string again;
  write_safetensors(tensors, metadata, [&](std::string_view piece) { again += piece; });
  const SafetensorsFile file(fuzz::write("again.safetensors", again));
  fuzz::require(file.metadata() == metadata && file.tensors().size() == tensors.size(), "what is written is read");
  for (const auto& [name, tensor] : tensors) {
    const auto there = file.read(name);
    fuzz::require(there.scalar_type() == tensor.scalar_type() && there.sizes() == tensor.sizes() &&
                      (tensor.nbytes() == 0 || std::memcmp(there.data_ptr(), tensor.data_ptr(), tensor.nbytes()) == 0),
                  "tensors are written bit for bit");
  }
  return 0;
}
