#include "checkpoint.hpp"

#include <ATen/ATen.h>
#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "json_file.hpp"

namespace backbones {
namespace {

/// The only other .safetensors file in the folder `path`, as programs name it in their own ways.
std::filesystem::path other_entry_of(const std::filesystem::path& path) {
  std::error_code error;
  std::vector<std::string> safetensors, others;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    const auto name = entry.path().filename().string();
    (entry.path().extension() == ".safetensors" ? safetensors : others).push_back(name);
  }
  if (safetensors.size() == 1) return path / safetensors.front();
  auto& listed = safetensors.empty() ? others : safetensors;
  std::sort(listed.begin(), listed.end());
  throw Error(
      path.string(),
      "contains neither model.safetensors nor model.safetensors.index.json; it has " + comma_separated(listed, 6),
      safetensors.empty() ? "weights in another format, such as pytorch_model.bin, must be converted: in Python, "
                            "model.save_pretrained(FOLDER, safe_serialization=True)"
                          : "set 'weights' to one of these files");
}

/// The file to open first in the folder `path`, or `path` itself.
std::filesystem::path entry_of(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw Error(path.string(), "no such file or folder",
                "'weights' names a folder with model.safetensors and config.json, or a .safetensors file; a relative "
                "path is relative to the manifest");
  }
  if (!std::filesystem::is_directory(path, error)) return path;
  for (const char* name : {"model.safetensors", "model.safetensors.index.json"}) {
    if (std::filesystem::exists(path / name, error)) return path / name;
  }
  return other_entry_of(path);
}

bool plain(const std::string& name) { return !name.empty() && std::filesystem::path(name).filename() == name; }

}  // namespace

Checkpoint::Checkpoint(const std::filesystem::path& path) {
  const auto entry = entry_of(path);
  folder_ = entry.parent_path();
  if (entry.extension() == ".json") {
    add_shards(entry);
  } else {
    add(entry);
  }
}

void Checkpoint::add(const std::filesystem::path& file) {
  files_.emplace_back(file);
  for (const auto& [name, tensor] : files_.back().tensors()) {
    if (!places_.emplace(name, files_.size() - 1).second) {
      throw Error(file.string(), "tensor " + in_quotes(name) + " is also in another file of the index");
    }
  }
}

void Checkpoint::add_shards(const std::filesystem::path& index) {
  const auto json = read_object(index);
  const auto map = json.find("weight_map");
  if (map == json.end() || !map->is_object()) throw Error(index.string(), "has no 'weight_map'");
  std::map<std::string, std::size_t> shards;
  for (const auto& [name, file] : map->items()) {
    if (!file.is_string() || !plain(file.get<std::string>())) {
      throw Error(index.string(), "tensor " + in_quotes(name) + " is not in a file in the folder of the index");
    }
    const auto shard = file.get<std::string>();
    if (!shards.contains(shard)) {
      shards.emplace(shard, files_.size());
      add(index.parent_path() / shard);
    }
    if (!files_[shards[shard]].tensors().contains(name)) {
      throw Error(index.string(),
                  fmt::format("tensor {} is not in {}, where the index places it", in_quotes(name), in_quotes(shard)));
    }
  }
}

std::vector<std::string> Checkpoint::names() const {
  std::vector<std::string> names;
  for (const auto& [name, place] : places_) names.push_back(name);
  return names;
}

const std::vector<std::int64_t>& Checkpoint::shape(const std::string& name) const {
  return files_[places_.at(name)].tensors().at(name).shape;
}

void Checkpoint::copy(const std::string& name, const torch::Tensor& target) const {
  const auto& file = files_[places_.at(name)];
  file.copy(name, target);
  if (torch::isfinite(target).all().item<bool>()) return;
  throw Error(
      file.path().string(), "tensor " + in_quotes(name) + " contains values that are not finite",
      "its training diverged, or it was damaged, e.g. when it was converted to half precision: take other weights");
}

}  // namespace backbones
