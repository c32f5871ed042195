#include "networks/sites.hpp"

#include <torch/torch.h>

#include "backbones/conv4/conv4.hpp"
#include "backbones/mlp/mlp.hpp"
#include "backbones/resnet-cifar/resnet_cifar.hpp"
#include "backbones/resnet/resnet.hpp"
#include "backbones/transformer/transformer.hpp"
#include "evograd/error.hpp"
#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using evograd::test::message_of;

namespace {

const InputSpecification colour{{3, 32, 32}};

}  // namespace

TEST_CASE("the channels at the sites are found on any backbone, and its state is left alone") {
  const auto count = [](Backbone& backbone) {
    const auto before = backbone.named_buffers();
    std::vector<torch::Tensor> copies;
    for (const auto& buffer : before) copies.push_back(buffer.value().clone());
    backbone.train();
    std::int64_t channels = 0;
    for (const auto& site : networks::site_channels(backbone, colour)) channels += site.channels;
    CHECK(backbone.is_training());
    for (std::size_t i = 0; i < copies.size(); ++i) CHECK(torch::equal(before[i].value(), copies[i]));
    return channels;
  };
  backbones::Conv4 conv4({}, colour);
  CHECK(count(conv4) == 4 * 64);
  backbones::ResNetOptions ten;
  ten.depth = 10;
  backbones::ResNet resnet10(ten, colour);
  CHECK(count(resnet10) == 1856);  // H = 2 * 1856 = 3712, algorithms of the reference
  backbones::ResNetOptions thirty_four;
  thirty_four.depth = 34;
  backbones::ResNet resnet34(thirty_four, colour);
  CHECK(count(resnet34) == 4672);
  backbones::ResNetCifar small({8, 1}, colour);
  CHECK(count(small) == 16 + 32 + 64);
  backbones::Mlp mlp({{8, 5}}, colour);
  CHECK(count(mlp) == 13);
}

TEST_CASE("the channels of activations of text are their last dimension") {
  const InputSpecification text{{7}, 11, 1};
  backbones::Transformer transformer({8, 2, 2, 12, 0, "post"}, text);
  const auto sites = networks::site_channels(transformer, text);
  REQUIRE(sites.size() == 3);
  CHECK(sites[0].site == "embeddings");
  CHECK(sites[2].site == "layer.1");
  for (const auto& site : sites) CHECK(site.channels == 8);
  CHECK(networks::site_in_name("layer.1") == "layer_1");
}

TEST_CASE("sites are chosen by name, in the order of the names") {
  const std::vector<networks::SiteChannels> all{{"a", 1}, {"b", 2}, {"c", 3}};
  const auto chosen = networks::named_sites(all, {"c", "a"});
  REQUIRE(chosen.size() == 2);
  CHECK(chosen[0].channels == 3);
  CHECK(chosen[1].channels == 1);
  CHECK(message_of([&] { networks::named_sites(all, {"d"}); }) ==
        "[task] sites: 'd' is not a site of the backbone\n  help: sites: a, b, c");
  CHECK(message_of([&] {
          networks::named_sites(all, {"b", "b"});
        }) == "[task] sites: 'b' is named twice\n  help: name each site once");
}

namespace {

/// States a site that it never passes.
struct Liar : Backbone {
  torch::Tensor forward(const torch::Tensor& input, Tap&) override { return input; }
  std::vector<std::int64_t> feature_shape() const override { return {3, 32, 32}; }
  std::vector<std::string> sites() const override { return {"nowhere"}; }
};

}  // namespace

TEST_CASE("a backbone whose sites are not what it says is refused") {
  Liar liar;
  CHECK(
      message_of([&] {
        networks::site_channels(liar, colour);
      }).starts_with("backbone: visits 0 sites in a forward pass, but sites() returns 1 or different ones\n  help: "));
}
