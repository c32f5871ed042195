#include "evograd/safetensors.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"
#include "evograd/text.hpp"
#include "safetensors_types.hpp"

namespace evograd {
namespace {

static_assert(std::endian::native == std::endian::little, "the file stores tensors in little-endian order");

using Json = nlohmann::json;

constexpr std::uint64_t length_bytes = 8;
constexpr std::uint64_t longest_header = 100'000'000;  // as in the format's reference implementation
constexpr std::int64_t chunk = std::int64_t{1} << 20;  // elements converted at a time
constexpr const char* damaged = "the file is damaged or incomplete; download it again";

std::uint64_t size_of_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) throw Error(path.string(), "no such file");
  if (!std::filesystem::is_regular_file(path, error)) throw Error(path.string(), "not a regular file");
  const auto size = std::filesystem::file_size(path, error);
  if (error) throw Error(path.string(), "cannot determine its size: " + error.message());
  return size;
}

/// The JSON object in `header`. Limits the nesting depth, so that a malicious header cannot exhaust the memory.
Json parse_header(const std::string& header, const std::filesystem::path& path) {
  constexpr int deepest = 8;
  const auto shallow = [&](int depth, Json::parse_event_t, Json&) {
    if (depth > deepest) throw Error(path.string(), "the header is nested too deeply", damaged);
    return true;
  };
  try {
    auto object = Json::parse(header, shallow);
    if (object.is_object()) return object;
  } catch (const Json::exception& error) {
    throw Error(path.string(), std::string("the header is not JSON: ") + error.what(), damaged);
  }
  throw Error(path.string(), "the header is not a JSON object", damaged);
}

/// The entry `key` of `json` as a list of non-negative integers; nothing if it is anything else.
std::optional<std::vector<std::uint64_t>> numbers(const Json& json, const char* key) {
  const auto list = json.find(key);
  if (list == json.end() || !list->is_array()) return {};
  std::vector<std::uint64_t> all;
  for (const auto& number : *list) {
    if (!number.is_number_unsigned()) return {};
    all.push_back(number.get<std::uint64_t>());
  }
  return all;
}

/// What is wrong with the tensor that `json` describes; if nothing, fills `tensor` and returns an empty string.
std::string reject(const Json& json, std::uint64_t data_size, StoredTensor& tensor) {
  if (!json.is_object() || !json.contains("dtype") || !json["dtype"].is_string()) return "has no 'dtype'";
  tensor.type = json["dtype"].get<std::string>();
  const auto element = bytes_each(tensor.type);
  if (!element) return "has the unknown type " + in_quotes(tensor.type);
  const auto shape = numbers(json, "shape");
  if (!shape) return "has no 'shape' of integers";
  const auto offsets = numbers(json, "data_offsets");
  if (!offsets || offsets->size() != 2) return "does not have a pair of 'data_offsets'";
  tensor.begin = offsets->front();
  tensor.end = offsets->back();
  if (tensor.begin > tensor.end || tensor.end > data_size) {
    return fmt::format("occupies bytes {} to {}, but the file has {}", tensor.begin, tensor.end, data_size);
  }
  auto size = *element;
  // LibTorch multiplies the other lengths too when one is 0, for strides, in signed integers and perhaps for a wider
  // type.
  std::int64_t bytes_without_zeros = 8;
  for (const auto length : *shape) {
    if (length > std::uint64_t{std::numeric_limits<std::int64_t>::max()} ||
        __builtin_mul_overflow(bytes_without_zeros, std::max<std::uint64_t>(length, 1), &bytes_without_zeros)) {
      return "has a shape that is too large";
    }
    size *= length;
    tensor.shape.push_back(static_cast<std::int64_t>(length));
  }
  if (size == tensor.end - tensor.begin) return {};
  return fmt::format("has {} bytes, but its shape needs {}", tensor.end - tensor.begin, size);
}

}  // namespace

SafetensorsFile::SafetensorsFile(std::filesystem::path path) : path_(std::move(path)) {
  const auto size = size_of_file(path_);
  std::ifstream file(path_, std::ios::binary);
  std::array<char, length_bytes> start{};
  if (size < length_bytes || !file.read(start.data(), length_bytes)) {
    throw_unexpected_content(path_, fmt::format("has {} bytes, too few for a safetensors file", size), damaged);
  }
  const auto length = std::bit_cast<std::uint64_t>(start);
  if (length > longest_header || length > size - length_bytes) {
    // The first eight bytes of another format are a length by accident.
    if (const auto kind = file_kind_of(path_)) {
      const auto help = kind->remedy.empty() ? "give a file in the safetensors format" : kind->remedy;
      throw Error(path_.string(),
                  kind->placeholder ? "is " + kind->what : "is " + kind->what + ", not a safetensors file", help);
    }
    throw Error(path_.string(), fmt::format("declares a header of {} bytes, but the file has {}", length, size),
                "the file is damaged or not in the safetensors format");
  }
  std::string header(length, '\0');
  if (!file.read(header.data(), static_cast<std::streamsize>(length))) {
    throw Error(path_.string(), "cannot be read", damaged);
  }
  data_ = length_bytes + length;
  parse(header, size - data_);
  expect_no_gaps(size - data_);
}

void SafetensorsFile::parse(const std::string& header, std::uint64_t data_size) {
  const auto object = parse_header(header, path_);
  for (const auto& [name, json] : object.items()) {
    if (name == metadata_name) {
      for (const auto& [key, text] : json.items()) {
        if (text.is_string()) metadata_[key] = text.get<std::string>();
      }
      continue;
    }
    auto& tensor = tensors_[name];
    if (const auto reason = reject(json, data_size, tensor); !reason.empty()) {
      throw Error(path_.string(), "tensor " + in_quotes(name) + " " + reason, damaged);
    }
  }
}

void SafetensorsFile::expect_no_gaps(std::uint64_t data_size) const {
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
  for (const auto& [name, tensor] : tensors_) ranges.emplace_back(tensor.begin, tensor.end);
  std::sort(ranges.begin(), ranges.end());
  std::uint64_t position = 0;
  for (const auto& [begin, end] : ranges) {
    if (begin < position) throw Error(path_.string(), fmt::format("two tensors overlap at byte {}", begin), damaged);
    if (begin > position) break;
    position = end;
  }
  if (position != data_size) {
    throw Error(path_.string(), fmt::format("no tensor contains byte {} of {}", position, data_size), damaged);
  }
}

void SafetensorsFile::copy(const std::string& name, torch::Tensor target) const {
  const auto& tensor = tensors_.at(name);
  const auto type = scalar_type(tensor.type);
  if (!type || !torch::isFloatingType(*type)) {
    throw Error(path_.string(), "tensor " + in_quotes(name) + " has the type " + tensor.type,
                "weights must have the type F32, F16, BF16 or F64");
  }
  TORCH_CHECK(target.sizes() == torch::IntArrayRef(tensor.shape) && target.is_contiguous() && target.is_cpu());
  const torch::NoGradGuard no_grad;
  const auto flat = target.view({-1});
  const auto buffer = torch::empty({std::min(chunk, flat.numel())}, *type);
  std::ifstream file(path_, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(data_ + tensor.begin));
  for (std::int64_t done = 0; done < flat.numel(); done += chunk) {
    const auto count = std::min(chunk, flat.numel() - done);
    const auto bytes = static_cast<std::streamsize>(count * static_cast<std::int64_t>(buffer.element_size()));
    if (!file.read(static_cast<char*>(buffer.data_ptr()), bytes)) {
      throw Error(path_.string(), "ends within the tensor " + in_quotes(name), damaged);
    }
    flat.narrow(0, done, count).copy_(buffer.narrow(0, 0, count));
  }
}

torch::Tensor SafetensorsFile::read(const std::string& name) const {
  const auto& tensor = tensors_.at(name);
  const auto type = scalar_type(tensor.type);
  if (!type) {
    throw Error(path_.string(),
                fmt::format("tensor {} has the type {}, which LibTorch does not support", in_quotes(name), tensor.type),
                "store it with another type");
  }
  auto values = torch::empty(tensor.shape, *type);
  std::ifstream file(path_, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(data_ + tensor.begin));
  const auto size = static_cast<std::streamsize>(tensor.end - tensor.begin);
  if (size > 0 && !file.read(static_cast<char*>(values.data_ptr()), size)) {
    throw Error(path_.string(), "ends within the tensor " + in_quotes(name), damaged);
  }
  return values;
}

}  // namespace evograd
