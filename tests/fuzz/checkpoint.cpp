// The checkpoints of a run.
#include <torch/torch.h>

#include "evograd/safetensors.hpp"
#include "framework/checkpoint/checkpoint_file.hpp"
#include "input.hpp"
#include "stored_tensors.hpp"

using namespace evograd;

namespace {

/// Writes a checkpoint with the tensors of a safetensors file and reads it again.
void round_trip(std::string_view state, std::string_view header, std::string_view data) {
  host::Checkpoint checkpoint;
  checkpoint.state = host::Json::parse(state, nullptr, /*allow_exceptions=*/false);
  if (!checkpoint.state.is_object()) return;
  const auto source = fuzz::write("source.safetensors", fuzz::with_length(header, data));
  fuzz::accepts([&] {
    const SafetensorsFile stored(source);
    for (const auto& [name, described] : stored.tensors()) checkpoint.tensors.emplace_back(name, stored.read(name));
  });
  const auto file = fuzz::folder() / "written.safetensors";
  host::write_checkpoint(file, checkpoint);
  const auto again = host::read_checkpoint(file);
  fuzz::require(again.state == checkpoint.state, "the state is read as it was written");
  fuzz::require(again.tensors.size() == checkpoint.tensors.size(), "all tensors are read");
}

}  // namespace

/// The first byte: 0 for a file as it is, 1 for header and data as two parts, sealed here, else for state, header and
/// data as three, written by the program itself.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const auto way = input.byte();
  if (way > 1) {
    const auto state = input.part();
    const auto header = input.part();
    round_trip(state, header, input.rest());
    return 0;
  }
  const auto file = fuzz::write("step-000000001.safetensors", fuzz::stored_file(input, way == 1));
  fuzz::accepts([&] {
    const auto checkpoint = host::read_checkpoint(file);
    fuzz::require(checkpoint.state.is_object(), "a state is an object");
  });
  return 0;
}
