#include "framework/tensors/sealed_file.hpp"

#include <fmt/core.h>

#include <map>

#include "evograd/error.hpp"
#include "evograd/safetensors.hpp"
#include "framework/files/json_text.hpp"
#include "framework/files/write_durably.hpp"
#include "framework/plugin/sha256.hpp"

namespace evograd::host {
namespace {

std::string_view bytes_of(const torch::Tensor& contiguous) {
  return {static_cast<const char*>(contiguous.data_ptr()), static_cast<std::size_t>(contiguous.nbytes())};
}

std::string checksum(const torch::Tensor& tensor) {
  const auto values = tensor.detach().to(torch::kCPU).contiguous();
  std::string shape = c10::toString(values.scalar_type());
  for (const auto length : values.sizes()) shape += fmt::format(" {}", length);
  return sha256(shape + " " + sha256(bytes_of(values)));
}

std::string text_in(const SafetensorsFile& stored, const char* key) {
  const auto found = stored.metadata().find(key);
  return found == stored.metadata().end() ? std::string() : found->second;
}

/// A sealed file that is being read.
class SealedReader {
 public:
  SealedReader(const std::filesystem::path& file, const SealedKind& kind) : stored_(file), kind_(kind) {}

  SealedContent content() const {
    require_intact();
    SealedContent content{.state = metadata("state")};
    const auto checksums = metadata("checksums");
    if (checksums.size() != stored_.tensors().size()) refuse("is damaged: tensors are missing or unexpected");
    for (const auto& [name, sum] : checksums.items()) {
      if (!stored_.tensors().contains(name)) refuse("is damaged: the tensor '" + name + "' is missing");
      auto tensor = stored_.read(name);
      if (sum != checksum(tensor)) refuse("is damaged: the tensor '" + name + "' does not match its checksum");
      content.tensors.emplace_back(name, std::move(tensor));
    }
    return content;
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw Error(stored_.path().string(), what, kind_.help); }

  void require_intact() const {
    const auto format = text_in(stored_, "format");
    if (format != kind_.format) {
      refuse(format.empty()
                 ? std::string("is not a ") + kind_.noun
                 : fmt::format("has the format '{}', but this program reads '{}'", format.substr(0, 80), kind_.format));
    }
    if (sha256(text_in(stored_, "state") + text_in(stored_, "checksums")) != text_in(stored_, "seal")) {
      refuse("is damaged: its state does not match its checksum");
    }
  }

  /// The JSON under `key` in the metadata.
  Json metadata(const char* key) const {
    auto json = Json::parse(text_in(stored_, key), nullptr, /*allow_exceptions=*/false);
    if (!json.is_object()) refuse(std::string("does not have a readable '") + key + "'");
    return json;
  }

  SafetensorsFile stored_;
  const SealedKind& kind_;
};

}  // namespace

void write_sealed(const std::filesystem::path& file, const SealedKind& kind, const SealedContent& content) {
  Json checksums = Json::object();
  for (const auto& [name, tensor] : content.tensors) checksums[name] = checksum(tensor);
  std::map<std::string, std::string> texts{
      {"format", kind.format}, {"state", json_text(content.state)}, {"checksums", json_text(checksums)}};
  texts["seal"] = sha256(texts["state"] + texts["checksums"]);
  write_durably(file, [&](const ByteSink& sink) { write_safetensors(content.tensors, texts, sink); });
}

SealedContent read_sealed(const std::filesystem::path& file, const SealedKind& kind) {
  try {
    return SealedReader(file, kind).content();
  } catch (const Error& error) {
    throw Error(error.where(), error.cause(), kind.help);
  }
}

}  // namespace evograd::host
