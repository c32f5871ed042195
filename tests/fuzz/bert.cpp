// A folder with a network of Hugging Face: config.json, the index of several files of weights, their headers.
#include <torch/torch.h>

#include "backbones/bert/bert_sizes.hpp"
#include "backbones/bert/pretrained_weights.hpp"
#include "input.hpp"

using namespace evograd;
using namespace backbones;

namespace {

/// A network that has one embedding and its normalization.
std::shared_ptr<torch::nn::Module> network() {
  const auto module = [] { return std::make_shared<torch::nn::Module>(); };
  const auto root = module();
  const auto embeddings = root->register_module("embeddings", module());
  embeddings->register_module("word_embeddings", module())->register_parameter("weight", torch::zeros({3, 2}));
  embeddings->register_module("norm", module())->register_parameter("weight", torch::zeros({2}));
  return root;
}

}  // namespace

/// The first byte: 0 for an index, else for a single file. Parts: config.json, index, header and data of the weights.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const bool indexed = input.byte() == 0;
  const auto configuration = input.part();
  const auto index = input.part();
  const auto header = input.part();
  const std::uint64_t length = header.size();
  auto weights = std::string(reinterpret_cast<const char*>(&length), sizeof length) + std::string(header);
  weights += input.rest();

  std::error_code ignored;
  std::filesystem::remove(fuzz::folder() / "model.safetensors", ignored);
  fuzz::write("config.json", configuration);
  fuzz::write("model.safetensors.index.json", index);
  fuzz::write(indexed ? "a.safetensors" : "model.safetensors", weights);
  BertOptions options;
  fuzz::accepts([&] { bert_sizes(options, fuzz::folder(), 3); });
  options.architecture = "xlm-roberta";
  fuzz::accepts([&] { bert_sizes(options, fuzz::folder(), 3); });
  fuzz::accepts([&] {
    const PretrainedWeights weights(fuzz::folder());
    fuzz::require(weights.vocabulary() >= 0, "a vocabulary has a size");
    weights.load(*network(), 1);
  });
  return 0;
}
