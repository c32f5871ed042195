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

std::string normalized(std::string name) {
  for (const std::string prefix : {"bert.", "roberta."}) {
    if (name.starts_with(prefix)) name = name.substr(prefix.size());
  }
  for (const auto& [old, now] : {std::pair{"LayerNorm.gamma", "weight"}, {"LayerNorm.beta", "bias"}}) {
    if (name.ends_with(old)) name.replace(name.rfind('.') + 1, std::string::npos, now);
  }
  return name;
}

/// Poolers, heads for pre-training and fine-tuning, and buffers that newer versions no longer write.
bool is_other_part(const std::string& name) {
  const auto begins = [&](const char* part) { return name.starts_with(part); };
  return name == "embeddings.position_ids" || begins("pooler.") || begins("cls.") || begins("lm_head.") ||
         begins("classifier.") || begins("qa_outputs.");
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
  for (const auto& name : checkpoint_.names()) {
    if (!stored_.emplace(normalized(name), name).second) {
      throw Error(path_.string(), "contains " + in_quotes(normalized(name)) + " twice, with different prefixes");
    }
  }
}

std::int64_t PretrainedWeights::vocabulary() const {
  const auto found = stored_.find(word_embeddings);
  if (found != stored_.end() && checkpoint_.shape(found->second).size() == 2) {
    return checkpoint_.shape(found->second).front();
  }
  throw Error(path_.string(), std::string("has no matrix '") + word_embeddings + "'",
              "these are not the weights of a BERT or RoBERTa");
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
    (is_other_part(name) || is_further_layer(name, layers) ? ignored : unexpected).push_back(stored);
  }
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
