#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace evograd {

constexpr const char* metadata_name = "__metadata__";

/// Bytes per element of the type that a safetensors header calls `type`; nothing if the format has no such type.
std::optional<std::uint64_t> bytes_each(const std::string& type);

/// The corresponding LibTorch type; nothing if LibTorch does not have it.
std::optional<torch::ScalarType> scalar_type(const std::string& type);

/// The format's name for LibTorch's `type`; empty if it has none.
std::string stored_type(torch::ScalarType type);

}  // namespace evograd
