#include "bert_sizes.hpp"

#include <fmt/core.h>

#include <nlohmann/json.hpp>
#include <system_error>

#include "evograd/error.hpp"
#include "evograd/text.hpp"
#include "json_file.hpp"
#include "networks/recomputed_block.hpp"

namespace backbones {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t largest_size = std::int64_t{1} << 20;

/// The contents of config.json, empty if there is none.
class Configuration {
 public:
  explicit Configuration(const std::filesystem::path& folder) : file_(folder / "config.json") {
    std::error_code error;
    if (!folder.empty() && std::filesystem::exists(file_, error)) json_ = read_object(file_);
  }

  /// The size `key`, or `base` if it is missing; `option` (0: not set) must agree with it.
  std::int64_t size(const char* key, std::int64_t base, const char* name = "", std::int64_t option = 0) const {
    const auto found = json_.find(key);
    if (found == json_.end()) return option > 0 ? option : base;
    const auto valid = found->is_number_unsigned() && *found >= 1 && *found <= largest_size;
    if (!valid) throw Error(file_.string(), fmt::format("'{}' is {}, not a size", key, in_quotes(found->dump())));
    const auto value = found->get<std::int64_t>();
    if (option > 0 && option != value) {
      throw Error("backbone 'bert'", fmt::format("'{}' is {}, but the weights have {}", name, option, value),
                  "omit the option: " + file_.string() + " defines it");
    }
    return value;
  }

  double epsilon(double base) const {
    const auto found = json_.find("layer_norm_eps");
    if (found == json_.end()) return base;
    if (found->is_number() && *found > 0 && *found < 1) return found->get<double>();
    throw Error(file_.string(), "'layer_norm_eps' is " + in_quotes(found->dump()) + ", not a small number");
  }

  /// Throws Error if `key` exists and is not `expected`.
  void expect(const char* key, const Json& expected, const std::string& help = {}) const {
    const auto found = json_.find(key);
    if (found == json_.end() || *found == expected) return;
    throw Error(file_.string(),
                fmt::format("'{}' is {}, but this network needs {}", key, in_quotes(found->dump()), expected.dump()),
                help);
  }

  /// RoBERTa is XLM-R with another vocabulary.
  void expect_model(const std::string& architecture) const {
    const bool roberta = json_.value("model_type", Json()) == "roberta" && architecture == "xlm-roberta";
    if (roberta) return;
    expect("model_type", architecture,
           "the option 'architecture' is \"bert\" for BERT and mBERT, \"xlm-roberta\" for RoBERTa and XLM-R");
  }

 private:
  std::filesystem::path file_;
  Json json_ = Json::object();
};

}  // namespace

Schema<BertOptions> BertOptions::schema() {
  using O = BertOptions;
  const std::string open = "; 0: the value in the weights' config.json, else ";
  return {
      {"architecture", &O::architecture, one_of({"bert", "xlm-roberta"}), "BERT and mBERT, or RoBERTa and XLM-R"},
      {"weights", &O::weights, path(),
       "folder or file with pre-trained weights as safetensors, relative to the manifest; empty for random weights"},
      {"layers", &O::layers, non_negative(),
       "number of encoder layers, taken from the first layers of the weights" + open + "12"},
      {"hidden", &O::hidden, non_negative(), "width of the embeddings and of every layer" + open + "768"},
      {"heads", &O::heads, non_negative(), "attention heads, a divisor of hidden" + open + "12"},
      {"feed_forward", &O::feed_forward, non_negative(),
       "width of the feed-forward networks' inner layer" + open + "3072"},
      {"positions", &O::positions, non_negative(),
       "rows of the position embedding; XLM-R's tokens start at the third" + open + "512, or XLM-R's 514"},
      {"dropout", &O::dropout, between(0, 0.95), "dropout probability of attention weights and branch outputs"},
      {"recompute", &O::recompute, any_value(), networks::recompute_sentence()}};
}

BertSizes bert_sizes(const BertOptions& options, const std::filesystem::path& folder, std::int64_t vocabulary) {
  const bool bert = options.architecture == "bert";
  const Configuration configuration(folder);
  configuration.expect_model(options.architecture);
  configuration.expect("hidden_act", "gelu");
  configuration.expect("position_embedding_type", "absolute");

  BertSizes sizes{};
  sizes.architecture =
      bert ? BertArchitecture{.padding = 0, .first_position = 0, .counts_tokens = false}
           : BertArchitecture{.padding = 1, .first_position = 2, .counts_tokens = true};  // after padding's row
  configuration.expect("pad_token_id", sizes.architecture.padding);
  configuration.expect("vocab_size", vocabulary);
  sizes.vocabulary = vocabulary;
  sizes.layer.hidden = configuration.size("hidden_size", 768, "hidden", options.hidden);
  sizes.layer.heads = configuration.size("num_attention_heads", 12, "heads", options.heads);
  sizes.layer.feed_forward = configuration.size("intermediate_size", 3072, "feed_forward", options.feed_forward);
  sizes.layer.dropout = options.dropout;
  sizes.layer.recompute = options.recompute;
  sizes.layer.epsilon = configuration.epsilon(bert ? 1e-12 : 1e-5);
  sizes.positions = configuration.size("max_position_embeddings", bert ? 512 : 514, "positions", options.positions);
  sizes.token_types = configuration.size("type_vocab_size", bert ? 2 : 1);
  const auto layers = configuration.size("num_hidden_layers", options.layers > 0 ? options.layers : 12);
  if (options.layers > layers) {
    throw Error("backbone 'bert'", fmt::format("'layers' is {}, but the weights have {}", options.layers, layers));
  }
  sizes.layers = options.layers > 0 ? options.layers : layers;
  if (sizes.layer.hidden % sizes.layer.heads != 0) {
    throw Error("backbone 'bert'",
                fmt::format("'heads' is {}, which does not divide 'hidden', {}", sizes.layer.heads, sizes.layer.hidden),
                "each head uses hidden / heads channels");
  }
  return sizes;
}

}  // namespace backbones
