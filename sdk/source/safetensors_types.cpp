#include "safetensors_types.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace evograd {
namespace {

struct Type {
  std::string_view name;
  std::uint64_t bytes;
  std::optional<torch::ScalarType> torch_type;
};

const std::array<Type, 15> types{{{"F64", 8, torch::kFloat64},
                                  {"F32", 4, torch::kFloat32},
                                  {"F16", 2, torch::kFloat16},
                                  {"BF16", 2, torch::kBFloat16},
                                  {"I64", 8, torch::kInt64},
                                  {"I32", 4, torch::kInt32},
                                  {"I16", 2, torch::kInt16},
                                  {"I8", 1, torch::kInt8},
                                  {"U64", 8, std::nullopt},
                                  {"U32", 4, std::nullopt},
                                  {"U16", 2, std::nullopt},
                                  {"U8", 1, torch::kUInt8},
                                  {"BOOL", 1, torch::kBool},
                                  {"F8_E4M3", 1, std::nullopt},
                                  {"F8_E5M2", 1, std::nullopt}}};

const Type* type_named(const std::string& name) {
  const auto found = std::find_if(types.begin(), types.end(), [&](const Type& type) { return type.name == name; });
  return found == types.end() ? nullptr : &*found;
}

}  // namespace

std::optional<std::uint64_t> bytes_each(const std::string& name) {
  const auto* type = type_named(name);
  return type ? std::optional(type->bytes) : std::nullopt;
}

std::optional<torch::ScalarType> scalar_type(const std::string& name) {
  const auto* type = type_named(name);
  return type ? type->torch_type : std::nullopt;
}

std::string stored_type(torch::ScalarType torch_type) {
  const auto found =
      std::find_if(types.begin(), types.end(), [&](const Type& type) { return type.torch_type == torch_type; });
  return found == types.end() ? std::string() : std::string(found->name);
}

}  // namespace evograd
