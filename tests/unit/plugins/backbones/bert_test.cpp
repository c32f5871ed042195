#include "backbones/bert/bert.hpp"

#include <torch/torch.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "backbones/bert/pretrained_weights.hpp"
#include "evograd/safetensors.hpp"
#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using namespace backbones;
using Catch::Matchers::ContainsSubstring;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;
using Json = nlohmann::json;

namespace {

const std::filesystem::path fixtures = std::filesystem::path(EVOGRAD_SOURCE_FOLDER) / "tests/fixtures/bert";
const InputSpecification text{{6}, 20};
const InputSpecification xlm_text{{6}, 20, 1};  // XLM-R pads with token 1

/// New parameters are of this type for as long as the scope lasts.
class DefaultType {
 public:
  explicit DefaultType(torch::ScalarType type) { torch::set_default_dtype(torch::scalarTypeToTypeMeta(type)); }
  ~DefaultType() { torch::set_default_dtype(torch::scalarTypeToTypeMeta(torch::kFloat32)); }
  DefaultType(const DefaultType&) = delete;
  DefaultType& operator=(const DefaultType&) = delete;
};

BertOptions options_for(const std::string& architecture, const std::filesystem::path& weights) {
  BertOptions options;
  options.architecture = architecture;
  options.weights = weights.string();
  return options;
}

struct Recorder : Tap {
  std::vector<torch::Tensor> activations;

  torch::Tensor operator()(std::string_view, const torch::Tensor& activation) override {
    activations.push_back(activation);
    return activation;
  }
};

Json json_of(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return Json::parse(stream);
}

/// The fixture's folder, copied so that a test can damage it.
void copy_fixture(const std::string& architecture, const TemporaryFolder& folder) {
  using Options = std::filesystem::copy_options;
  std::filesystem::copy(fixtures / architecture, folder.path(), Options::overwrite_existing | Options::recursive);
}

void set(const std::filesystem::path& config, const std::string& key, const Json& value) {
  auto json = json_of(config);
  json[key] = value;
  std::ofstream(config) << json;
}

/// Replaces `from` by `to`, which is as long, in the header of a safetensors file.
void rename(const std::filesystem::path& file, const std::string& from, const std::string& to) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)), {});
  const auto place = bytes.find(from);
  REQUIRE(place != std::string::npos);
  REQUIRE(from.size() == to.size());
  std::ofstream(file, std::ios::binary) << bytes.replace(place, from.size(), to);
}

void store(const std::filesystem::path& file, const std::vector<std::pair<std::string, torch::Tensor>>& tensors) {
  std::ofstream stream(file, std::ios::binary);
  write_safetensors(tensors, {}, [&](std::string_view bytes) { stream << bytes; });
}

}  // namespace

TEST_CASE("BERT and XLM-R agree layer by layer with a computation that shares nothing with LibTorch") {
  for (const std::string architecture : {"bert", "xlm-roberta"}) {
    const auto expected = json_of(fixtures / architecture / "expected.json");
    const auto rows = expected["tokens"].get<std::vector<std::vector<std::int64_t>>>();
    std::vector<torch::Tensor> sequences;
    for (const auto& row : rows) sequences.push_back(torch::tensor(row, torch::kInt64));
    const auto tokens = torch::stack(sequences);
    for (const auto type : {torch::kFloat32, torch::kFloat64}) {
      INFO(architecture << " " << type);
      const DefaultType scope(type);
      Bert network(options_for(architecture, fixtures / architecture), architecture == "bert" ? text : xlm_text);
      network.eval();
      Recorder recorder;
      const auto features = network.forward(tokens, recorder);
      CHECK(torch::equal(features, recorder.activations.back()));
      REQUIRE(recorder.activations.size() == expected["activations"].size());
      for (std::size_t i = 0; i < recorder.activations.size(); ++i) {
        std::vector<torch::Tensor> wanted;
        for (const auto& row : expected["activations"][i]) {
          wanted.push_back(torch::tensor(row.get<std::vector<double>>(), torch::kFloat64));
        }
        const auto activation = recorder.activations[i];
        CHECK(activation.scalar_type() == type);
        const auto difference = (activation.to(torch::kFloat64) - torch::stack(wanted).view(activation.sizes())).abs();
        CHECK(difference.max().item<double>() < (type == torch::kFloat32 ? 1e-5 : 1e-10));
      }
    }
  }
}

TEST_CASE("poolers, heads and layers beyond the option are ignored and named") {
  Bert whole(options_for("bert", fixtures / "bert"), text);
  CHECK(whole.ignored() == std::vector<std::string>{"cls.predictions.bias", "bert.pooler.dense.bias"});

  auto options = options_for("xlm-roberta", fixtures / "xlm-roberta" / "model.safetensors.index.json");
  options.layers = 1;
  Bert first(options, xlm_text);
  CHECK(first.sites() == std::vector<std::string>{"embeddings", "encoder.0"});
  CHECK(first.ignored().size() == 16 + 1);  // of the second layer, and lm_head.bias
  options.layers = 0;
  Bert both(options, xlm_text);
  Recorder one, two;
  first.eval();
  both.eval();
  const auto tokens = torch::tensor({{0, 5, 2, 1}}, torch::kInt64);
  CHECK(torch::equal(first.forward(tokens, one), (both.forward(tokens, two), two.activations[1])));
}

TEST_CASE("the prefix that the encoder's names share is found, and what lies beside the encoder is passed over") {
  const auto tokens = torch::tensor({{2, 5, 4, 3}}, torch::kInt64);
  const auto options = options_for("bert", fixtures / "bert");
  const auto features = [&](const std::filesystem::path& weights) {
    auto other = options;
    other.weights = weights.string();
    Bert network(other, text);
    network.eval();
    Tap tap;
    return network.forward(tokens, tap);
  };
  const auto expected = features(fixtures / "bert");
  const SafetensorsFile original(fixtures / "bert" / "model.safetensors");
  TemporaryFolder folder;
  copy_fixture("bert", folder);
  // DataParallel, torch.compile(), a model around the encoder, an encoder alone; with a CRF head beside.
  for (const std::string prefix : {"module.bert.", "_orig_mod.module.", "", "model.text.encoder_model."}) {
    INFO(prefix);
    std::vector<std::pair<std::string, torch::Tensor>> tensors;
    for (const auto& [name, stored] : original.tensors()) {
      const bool inside = name.starts_with("bert.") && name.find("pooler") == std::string::npos;
      auto values = torch::empty(stored.shape);
      original.copy(name, values);
      tensors.push_back({inside ? prefix + name.substr(5) : name, values});
    }
    tensors.push_back({"crf.transitions", torch::zeros({3, 3})});
    tensors.push_back({"hidden2tag.weight", torch::zeros({3, 8})});
    store(folder.path() / "model.safetensors", tensors);
    const evograd::test::CapturedLog log;
    CHECK(torch::equal(features(folder.path()), expected));
    CHECK(log.have("passed over 4 tensors that are not of the encoder or of further layers"));
    CHECK(log.have("crf.transitions"));
    CHECK(log.have("the weights' names begin with '" + prefix + "'") == !prefix.empty());
  }
  std::filesystem::rename(folder.path() / "model.safetensors", folder.path() / "ner_tagger.safetensors");
  CHECK(torch::equal(features(folder.path()), expected));
}

TEST_CASE("weights that are not finite are refused by name") {
  const SafetensorsFile original(fixtures / "bert" / "model.safetensors");
  TemporaryFolder folder;
  copy_fixture("bert", folder);
  std::vector<std::pair<std::string, torch::Tensor>> tensors;
  for (const auto& [name, stored] : original.tensors()) {
    auto values = torch::empty(stored.shape);
    original.copy(name, values);
    if (name.ends_with("layer.1.attention.self.query.weight")) values[3][4] = std::nanf("");
    tensors.push_back({name, values});
  }
  store(folder.path() / "model.safetensors", tensors);
  CHECK_THAT(message_of([&] { Bert(options_for("bert", folder.path()), text); }),
             ContainsSubstring("model.safetensors: tensor 'bert.encoder.layer.1.attention.self.query.weight' contains "
                               "values that are not finite"));
}

TEST_CASE("two encoders in one file, and files of other kinds, are refused by name") {
  TemporaryFolder folder;
  copy_fixture("bert", folder);
  const auto load = [&] { return message_of([&] { Bert(options_for("bert", folder.path()), text); }); };
  const auto file = folder.path() / "model.safetensors";
  store(file, {{"ctx.bert.embeddings.word_embeddings.weight", torch::zeros({20, 8})},
               {"question.bert.embeddings.word_embeddings.weight", torch::zeros({20, 8})}});
  CHECK_THAT(load(), ContainsSubstring("contains several encoders, with the prefixes 'ctx.bert.', 'question.bert.'"));
  store(file, {{"distilbert.layer.weight", torch::zeros({2})}});
  CHECK_THAT(load(), ContainsSubstring("has no matrix 'embeddings.word_embeddings.weight'") &&
                         ContainsSubstring("its tensors are 'distilbert.layer.weight'"));
  store(file, {});
  CHECK_THAT(load(), ContainsSubstring("has no matrix 'embeddings.word_embeddings.weight'"));
  const auto written = [&](const std::string& bytes) {
    std::ofstream(file, std::ios::binary) << bytes;
    return load();
  };
  CHECK_THAT(written("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 438000000\n"),
             ContainsSubstring("model.safetensors: is a Git LFS pointer") && ContainsSubstring("git lfs pull"));
  CHECK_THAT(written("PK\x03\x04" + std::string(22, '\0') + std::string("\x10\0\0\0", 4) + "archive/data.pkl" +
                     std::string(99, 'x')),
             ContainsSubstring("is a file of torch.save() or torch.jit.save(), not a safetensors file") &&
                 ContainsSubstring("safetensors.torch.save_file"));
  std::filesystem::remove(file);
  std::ofstream(folder.path() / "pytorch_model.bin") << "x";
  CHECK_THAT(load(), ContainsSubstring("it has config.json") && ContainsSubstring("pytorch_model.bin") &&
                         ContainsSubstring("save_pretrained"));
}

TEST_CASE("weights that do not fit the network are refused with the names") {
  TemporaryFolder folder;
  copy_fixture("bert", folder);
  const auto file = folder.path() / "model.safetensors";
  const auto load = [&] { return message_of([&] { Bert(options_for("bert", folder.path()), text); }); };
  CHECK(load() == "");
  rename(file, "encoder.layer.1.output.dense.bias", "encoder.layer.1.output.sense.bias");
  CHECK(load() == folder.path().string() +
                      ": does not fit this network; missing: 'encoder.layer.1.output.dense.bias'; unexpected: "
                      "'bert.encoder.layer.1.output.sense.bias'\n  help: check 'architecture' and, if there is no "
                      "config.json in the folder of the weights, 'layers' and the sizes");

  copy_fixture("bert", folder);
  set(folder.path() / "config.json", "intermediate_size", 16);
  CHECK(load() == folder.path().string() +
                      ": 'bert.encoder.layer.0.intermediate.dense.weight' has the shape {12, 8}, but this network "
                      "needs {16, 8}\n  help: put config.json in the folder of the weights, or set the sizes with "
                      "'hidden', 'feed_forward' and 'positions'");

  copy_fixture("bert", folder);
  set(folder.path() / "config.json", "num_hidden_layers", 3);
  CHECK_THAT(load(), ContainsSubstring("missing: 'encoder.layer.2.attention.output.LayerNorm.bias'") &&
                         ContainsSubstring("and 10 more"));

  copy_fixture("bert", folder);
  rename(file, "bert.embeddings.word_embeddings.weight", "best.embeddings.word_embeddings.weight");
  CHECK(load() == folder.path().string() +
                      ": has no matrix 'embeddings.word_embeddings.weight'\n  help: these are not the weights of a "
                      "BERT or RoBERTa");
}

TEST_CASE("a config.json of another network is refused") {
  TemporaryFolder folder;
  copy_fixture("bert", folder);
  const auto config = folder.path() / "config.json";
  const auto load = [&](BertOptions options) { return message_of([&] { Bert(options, text); }); };
  const auto options = options_for("bert", folder.path());
  const auto refused = [&](const std::string& key, const Json& value) {
    set(config, key, value);
    const auto message = load(options);
    copy_fixture("bert", folder);
    CHECK(message.starts_with(config.string() + ": '" + key + "' is "));
    return message;
  };
  CHECK_THAT(refused("model_type", "roberta"), ContainsSubstring("'architecture'"));
  CHECK_THAT(refused("hidden_act", "relu"), ContainsSubstring("but this network needs \"gelu\""));
  refused("position_embedding_type", "relative_key");
  refused("pad_token_id", 3);
  refused("vocab_size", 21);
  refused("hidden_size", -8);
  refused("hidden_size", "8");
  refused("num_hidden_layers", std::int64_t{1} << 40);
  refused("layer_norm_eps", 2);

  auto other = options;
  other.hidden = 16;
  CHECK(load(other) == "backbone 'bert': 'hidden' is 16, but the weights have 8\n  help: omit the option: " +
                           config.string() + " defines it");
  other = options;
  other.layers = 3;
  CHECK(load(other) == "backbone 'bert': 'layers' is 3, but the weights have 2");
  CHECK_THAT(load(options_for("xlm-roberta", folder.path())), ContainsSubstring("'model_type' is '\"bert\"'"));

  std::ofstream(config) << "";
  CHECK(load(options).starts_with(config.string() + ": is empty"));
  for (const std::string content : {"[1]", "{", "\"x\"", "{\"hidden_size\": 8}}", "nul"}) {
    std::ofstream(config) << content;
    CHECK(load(options).starts_with(config.string() + ": its content is not"));
  }
}

TEST_CASE("without a config.json the options say the sizes") {
  TemporaryFolder folder;
  copy_fixture("bert", folder);
  std::filesystem::remove(folder.path() / "config.json");
  auto options = options_for("bert", folder.path() / "model.safetensors");
  options.layers = 2;
  options.hidden = 8;
  options.heads = 2;
  options.feed_forward = 12;
  options.positions = 7;
  CHECK(message_of([&] { Bert(options, text); }) == "");
  options.feed_forward = 0;
  CHECK_THAT(message_of([&] { Bert(options, text); }), ContainsSubstring("{12, 8}, but this network needs {3072, 8}"));
}

TEST_CASE("a task whose tokens the weights do not know is refused") {
  const auto options = options_for("bert", fixtures / "bert");
  CHECK(Bert(options, {{6}, 15}).feature_shape() == std::vector<std::int64_t>{6, 8});
  CHECK(message_of([&] {
          Bert(options, {{6}, 21});
        }) == "backbone 'bert': the task has a vocabulary of 21 tokens, but the weights in " +
                  (fixtures / "bert").string() + " have 20\n  help: the task must use the tokenizer of the weights");
  CHECK_THAT(message_of([&] {
               Bert(options, {{8}, 20});
             }),
             ContainsSubstring("sequences of 8 tokens, but there are positions for 7"));
  CHECK(message_of([&] {
          Bert(options, {{6}, 20, 1});
        }) ==
        "backbone 'bert': the task's padding is token 1, that of bert weights is 0\n  help: the task must use the "
        "tokenizer of the weights");
}

TEST_CASE("missing and contradictory shards are refused") {
  TemporaryFolder folder;
  const auto load = [&] { return message_of([&] { Bert(options_for("xlm-roberta", folder.path()), xlm_text); }); };
  CHECK_THAT(load(), ContainsSubstring("contains neither model.safetensors nor model.safetensors.index.json"));
  CHECK_THAT(message_of([&] { Bert(options_for("bert", folder.path() / "no"), text); }),
             ContainsSubstring("no such file or folder"));

  copy_fixture("xlm-roberta", folder);
  CHECK(load() == "");
  const auto index = folder.path() / "model.safetensors.index.json";
  const auto second = "model-00002-of-00002.safetensors";
  auto json = json_of(index);
  json["weight_map"]["roberta.embeddings.word_embeddings.weight"] = second;
  std::ofstream(index) << json;
  CHECK(load() == index.string() + ": tensor 'roberta.embeddings.word_embeddings.weight' is not in '" + second +
                      "', where the index places it");
  json["weight_map"]["roberta.embeddings.word_embeddings.weight"] = "../" + std::string(second);
  std::ofstream(index) << json;
  CHECK(load() ==
        index.string() +
            ": tensor 'roberta.embeddings.word_embeddings.weight' is not in a file in the folder of the index");

  copy_fixture("xlm-roberta", folder);
  std::filesystem::remove(folder.path() / second);
  CHECK(load() == (folder.path() / second).string() + ": no such file");
  std::filesystem::copy(folder.path() / "model-00001-of-00002.safetensors", folder.path() / second);
  json["weight_map"] = {{"roberta.embeddings.LayerNorm.bias", "model-00001-of-00002.safetensors"},
                        {"roberta.embeddings.LayerNorm.weight", second}};
  std::ofstream(index) << json;
  CHECK_THAT(load(), ContainsSubstring("is also in another file of the index"));
  std::ofstream(index) << "{\"weight_map\": 3}";
  CHECK(load() == index.string() + ": has no 'weight_map'");
}
