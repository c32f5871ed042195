#include "framework/checkpoint/checkpoint_file.hpp"

#include <map>

#include "evograd/error.hpp"
#include "evograd/safetensors.hpp"
#include "framework/files/write_durably.hpp"
#include "framework/plugin/sha256.hpp"

namespace evograd::host {
namespace {

constexpr const char* kFormat = "evograd checkpoint 1";
constexpr const char* kHelp = "an earlier checkpoint is used where there is one; delete this file";

std::string_view bytes_of(const torch::Tensor& contiguous) {
  return {static_cast<const char*>(contiguous.data_ptr()), static_cast<std::size_t>(contiguous.nbytes())};
}

std::string checksum(const torch::Tensor& tensor) {
  const auto values = tensor.detach().to(torch::kCPU).contiguous();
  std::string shape = c10::toString(values.scalar_type());
  for (const auto length : values.sizes()) shape += " " + std::to_string(length);
  return sha256(shape + " " + sha256(bytes_of(values)));
}

[[noreturn]] void damaged(const std::filesystem::path& file, const std::string& what) {
  throw Error(file.string(), what, kHelp);
}

/// The JSON under `key` of the metadata.
Json metadata(const SafetensorsFile& stored, const char* key) {
  const auto text = stored.metadata().find(key);
  auto json = text == stored.metadata().end() ? Json() : Json::parse(text->second, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) damaged(stored.path(), std::string("has no '") + key + "' that can be read");
  return json;
}

void require_intact(const SafetensorsFile& stored) {
  const auto& texts = stored.metadata();
  const auto text = [&](const char* key) {
    const auto found = texts.find(key);
    return found == texts.end() ? std::string() : found->second;
  };
  if (text("format") != kFormat) {
    damaged(stored.path(), text("format").empty() ? "is no checkpoint of a run"
                                                  : "is of the format '" + text("format").substr(0, 80) +
                                                        "', this program reads '" + kFormat + "'");
  }
  if (sha256(text("state") + text("checksums")) != text("seal")) {
    damaged(stored.path(), "is damaged: its state is not the one that was written");
  }
}

}  // namespace

void write_checkpoint(const std::filesystem::path& file, const Checkpoint& checkpoint) {
  Json checksums = Json::object();
  for (const auto& [name, tensor] : checkpoint.tensors) checksums[name] = checksum(tensor);
  std::map<std::string, std::string> texts{
      {"format", kFormat}, {"state", checkpoint.state.dump()}, {"checksums", checksums.dump()}};
  texts["seal"] = sha256(texts["state"] + texts["checksums"]);
  write_durably(file, [&](const ByteSink& sink) { write_safetensors(checkpoint.tensors, texts, sink); });
}

Checkpoint read_checkpoint(const std::filesystem::path& file) {
  const SafetensorsFile stored(file);
  require_intact(stored);
  Checkpoint checkpoint{.state = metadata(stored, "state")};
  const auto checksums = metadata(stored, "checksums");
  if (checksums.size() != stored.tensors().size()) damaged(file, "is damaged: tensors are missing or too many");
  for (const auto& [name, sum] : checksums.items()) {
    if (!stored.tensors().contains(name)) damaged(file, "is damaged: the tensor '" + name + "' is missing");
    auto tensor = stored.read(name);
    if (sum != checksum(tensor)) damaged(file, "is damaged: the tensor '" + name + "' is not the one that was written");
    checkpoint.tensors.emplace_back(name, std::move(tensor));
  }
  return checkpoint;
}

}  // namespace evograd::host
