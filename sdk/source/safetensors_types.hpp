#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <string>

namespace evograd {

constexpr const char* metadata_name = "__metadata__";

/// Bytes of an element of the type that a safetensors header calls `type`; nothing where the format has none.
std::optional<std::uint64_t> bytes_each(const std::string& type);

/// LibTorch's name of that type; nothing where LibTorch lacks it.
std::optional<torch::ScalarType> scalar_type(const std::string& type);

/// The format's name of LibTorch's `type`; empty where it has none.
std::string stored_type(torch::ScalarType type);

}  // namespace evograd
