#pragma once

#include <string>
#include <string_view>

#include "framework/files/json.hpp"
#include "framework/plugin/sha256.hpp"

namespace evograd::fuzz {

/// A safetensors file of its parts.
inline std::string with_length(std::string_view header, std::string_view data) {
  const std::uint64_t length = header.size();
  std::string file(reinterpret_cast<const char*>(&length), sizeof length);
  file += header;
  return file += data;
}

/// `header` with the seal that belongs to its state and checksums.
inline std::string sealed(std::string_view header) {
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

/// The rest of `input` as a file, where `seal` as header and data, two parts, with the right seal.
inline std::string stored_file(Input& input, bool seal) {
  if (!seal) return std::string(input.rest());
  const auto header = sealed(input.part());
  return with_length(header, input.rest());
}

}  // namespace evograd::fuzz
