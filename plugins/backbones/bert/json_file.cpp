#include "json_file.hpp"

#include <fmt/core.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace backbones {

using namespace evograd;

namespace {

constexpr std::uint64_t largest_file = std::uint64_t{64} << 20;
constexpr int deepest = 8;

std::uint64_t size_of_file(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) throw Error(path.string(), "no such file");
  if (!std::filesystem::is_regular_file(path, error)) throw Error(path.string(), "not a regular file");
  const auto size = std::filesystem::file_size(path, error);
  if (error) throw Error(path.string(), "cannot determine its size: " + error.message());
  return size;
}

nlohmann::json parse_object(const std::string& text, const std::filesystem::path& file) {
  const auto shallow = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    if (depth > deepest) throw Error(file.string(), "its content is nested too deeply");
    return true;
  };
  try {
    auto object = nlohmann::json::parse(text, shallow);
    if (object.is_object()) return object;
  } catch (const nlohmann::json::exception& error) {
    throw_unexpected_content(file, std::string("its content is not JSON: ") + error.what(),
                             "the file is damaged or of another type");
  }
  throw Error(file.string(), "its content is not a JSON object", "the file is damaged or of another type");
}

}  // namespace

nlohmann::json read_object(const std::filesystem::path& path) {
  const auto size = size_of_file(path);
  if (size > largest_file) {
    throw Error(path.string(), fmt::format("has {} bytes, which is too large", size));
  }
  std::string text(size, '\0');
  if (!std::ifstream(path, std::ios::binary).read(text.data(), static_cast<std::streamsize>(size))) {
    throw Error(path.string(), "cannot be read", "check its permissions");
  }
  return parse_object(text, path);
}

}  // namespace backbones
