#include "pretrained_weights.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "json_file.hpp"
#include "networks/input_shape.hpp"

namespace backbones {
namespace {

constexpr const char* word_embeddings = "embeddings.word_embeddings.weight";
constexpr std::size_t listed_names = 6;

/// Where the part of `name` that BERT's own code gives it begins: after "module.bert."; npos if it is not of an
/// encoder.
std::size_t encoder_name(const std::string& name) {
  for (std::size_t at = 0; at != std::string::npos;) {
    if (name.compare(at, 11, "embeddings.") == 0 || name.compare(at, 14, "encoder.layer.") == 0) return at;
    const auto dot = name.find('.', at);
    at = dot == std::string::npos ? dot : dot + 1;
  }
  return std::string::npos;
}

/// The prefix that most of the encoder's names have: "bert.", "module.bert.", "". Throws Error if there are two
/// encoders.
std::string encoder_prefix(const std::vector<std::string>& names, const std::filesystem::path& path) {
  std::map<std::string, std::size_t> counts;
  std::vector<std::string> with_words;
  for (const auto& name : names) {
    const auto at = encoder_name(name);
    if (at == std::string::npos) continue;
    ++counts[name.substr(0, at)];
    if (name.substr(at) == word_embeddings) with_words.push_back(in_quotes(name.substr(0, at)));
  }
  if (with_words.size() > 1) {
    throw Error(path.string(),
                "contains several encoders, with the prefixes " + comma_separated(with_words, listed_names),
                "keep the tensors of one of them in the file");
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? std::string() : most->first;
}

/// A name of the encoder without its prefix, with today's names of the parts of LayerNorm.
std::string normalized(std::string name) {
  for (const auto& [old, now] : {std::pair{"LayerNorm.gamma", "weight"}, {"LayerNorm.beta", "bias"}}) {
    if (name.ends_with(old)) name.replace(name.rfind('.') + 1, std::string::npos, now);
  }
  return name;
}

/// Buffers that newer versions no longer write.
bool is_buffer(const std::string& name) {
  return name == "embeddings.position_ids" || name == "embeddings.token_type_ids";
}

bool is_further_layer(const std::string& name, std::int64_t layers) {
  const std::string prefix = "encoder.layer.";
  if (!name.starts_with(prefix)) return false;
  const auto number = name.substr(prefix.size(), name.find('.', prefix.size()) - prefix.size());
  const auto digits =
      !number.empty() && number.size() < 6 && number.find_first_not_of("0123456789") == std::string::npos;
  return digits && std::stoll(number) >= layers;
}

std::string listing(const char* title, std::vector<std::string> names) {
  if (names.empty()) return {};
  for (auto& name : names) name = in_quotes(name);
  return fmt::format("; {} {}", title, comma_separated(std::move(names), listed_names));
}

}  // namespace

std::string hugging_face_name(const std::string& name) {
  static const std::array<std::pair<const char*, const char*>, 8> parts{{
      {".attention.query.", ".attention.self.query."},
      {".attention.key.", ".attention.self.key."},
      {".attention.value.", ".attention.self.value."},
      {".attention.output.", ".attention.output.dense."},
      {".attention_norm.", ".attention.output.LayerNorm."},
      {".expand.", ".intermediate.dense."},
      {".contract.", ".output.dense."},
      {".output_norm.", ".output.LayerNorm."},
  }};
  if (name.starts_with("embeddings.norm.")) return "embeddings.LayerNorm." + name.substr(16);
  for (const auto& [ours, theirs] : parts) {
    const auto place = name.find(ours);
    if (place != std::string::npos) return std::string(name).replace(place, std::string(ours).size(), theirs);
  }
  return name;
}

PretrainedWeights::PretrainedWeights(const std::filesystem::path& path) : path_(path), checkpoint_(path) {
  const auto names = checkpoint_.names();
  prefix_ = encoder_prefix(names, path);
  for (const auto& name : names) {
    const bool inside = name.starts_with(prefix_);
    if (!inside || encoder_name(name) != prefix_.size()) {
      beside_.emplace(inside ? name.substr(prefix_.size()) : name, name);
      continue;
    }
    const auto own = normalized(name.substr(prefix_.size()));
    if (!stored_.emplace(own, name).second) {
      throw Error(path_.string(), "contains " + in_quotes(own) + " twice, with an old and a new name");
    }
  }
}

std::int64_t PretrainedWeights::vocabulary() const {
  const auto found = stored_.find(word_embeddings);
  if (found != stored_.end() && checkpoint_.shape(found->second).size() == 2) {
    return checkpoint_.shape(found->second).front();
  }
  std::string help = "these are not the weights of a BERT or RoBERTa";
  if (stored_.empty()) help += listing("its tensors are", checkpoint_.names());
  throw Error(path_.string(), std::string("has no matrix '") + word_embeddings + "'", help);
}

std::vector<std::string> PretrainedWeights::load(torch::nn::Module& network, std::int64_t layers) const {
  std::set<std::string> wanted;
  std::vector<std::string> missing, unexpected, ignored;
  for (const auto& item : network.named_parameters()) wanted.insert(hugging_face_name(item.key()));
  for (const auto& name : wanted) {
    if (!stored_.contains(name)) missing.push_back(name);
  }
  for (const auto& [name, stored] : stored_) {
    if (wanted.contains(name)) continue;
    (is_buffer(name) || is_further_layer(name, layers) ? ignored : unexpected).push_back(stored);
  }
  for (const auto& [name, stored] : beside_) ignored.push_back(stored);
  if (!missing.empty() || !unexpected.empty()) {
    throw Error(
        path_.string(), "does not fit this network" + listing("missing:", missing) + listing("unexpected:", unexpected),
        "check 'architecture' and, if there is no config.json in the folder of the weights, 'layers' and the sizes");
  }
  expect_shapes(network);
  for (auto& item : network.named_parameters()) {
    checkpoint_.copy(stored_.at(hugging_face_name(item.key())), item.value().detach());
  }
  return ignored;
}

void PretrainedWeights::expect_shapes(torch::nn::Module& network) const {
  for (const auto& item : network.named_parameters()) {
    const auto& name = stored_.at(hugging_face_name(item.key()));
    if (item.value().sizes() == torch::IntArrayRef(checkpoint_.shape(name))) continue;
    throw Error(
        path_.string(),
        fmt::format("{} has the shape {}, but this network needs {}", in_quotes(name),
                    networks::shape_text(checkpoint_.shape(name)), networks::shape_text(item.value().sizes().vec())),
        "put config.json in the folder of the weights, or set the sizes with 'hidden', 'feed_forward' and 'positions'");
  }
}

}  // namespace backbones
