// The checkpoints of a run.
#include <torch/torch.h>

#include "evograd/safetensors.hpp"
#include "framework/checkpoint/checkpoint_file.hpp"
#include "framework/plugin/sha256.hpp"
#include "input.hpp"

using namespace evograd;

namespace {

std::string with_length(std::string_view header, std::string_view data) {
  const std::uint64_t length = header.size();
  std::string file(reinterpret_cast<const char*>(&length), sizeof length);
  file += header;
  return file += data;
}

/// `header` with the seal that belongs to its state and checksums.
std::string sealed(std::string_view header) {
  auto json = host::Json::parse(header, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object() || !json.contains("__metadata__") || !json["__metadata__"].is_object()) {
    return std::string(header);
  }
  auto& texts = json["__metadata__"];
  const auto text = [&](const char* key) {
    return texts.contains(key) && texts[key].is_string() ? texts[key].get<std::string>() : std::string();
  };
  texts["seal"] = host::sha256(text("state") + text("checksums"));
  return json.dump(-1, ' ', false, host::Json::error_handler_t::replace);
}

/// Writes a checkpoint with the tensors of a safetensors file and reads it again.
void round_trip(std::string_view state, std::string_view header, std::string_view data) {
  host::Checkpoint checkpoint;
  checkpoint.state = host::Json::parse(state, nullptr, /*allow_exceptions=*/false);
  if (!checkpoint.state.is_object()) return;
  const auto source = fuzz::write("source.safetensors", with_length(header, data));
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
  std::string text(input.rest());
  if (way == 1) {
    const auto header = sealed(input.part());
    text = with_length(header, input.rest());
  }
  const auto file = fuzz::write("step-000000001.safetensors", text);
  fuzz::accepts([&] {
    const auto checkpoint = host::read_checkpoint(file);
    fuzz::require(checkpoint.state.is_object(), "a state is an object");
  });
  return 0;
}
