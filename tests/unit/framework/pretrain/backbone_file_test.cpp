#include "framework/pretrain/backbone_file.hpp"

#include <torch/torch.h>

#include "evograd/error.hpp"
#include "evograd/safetensors.hpp"
#include "framework/checkpoint/checkpoint_file.hpp"
#include "framework/files/write_durably.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd;
using namespace evograd::host;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using test::content_of;
using test::ManifestFolder;
using test::same_bits;

namespace {

struct Network : torch::nn::Module {
  Network(std::int64_t inputs, std::int64_t width)
      : conv(register_module("conv", torch::nn::Conv2d(inputs, width, 3))),
        norm(register_module("norm", torch::nn::BatchNorm2d(width))) {}
  torch::nn::Conv2d conv;
  torch::nn::BatchNorm2d norm;
};

/// That the file is refused as it is, with what and the remedy.
void check_refused(const std::filesystem::path& file, const std::string& what) {
  CHECK_THROWS_WITH(read_backbone(file), StartsWith(file.string() + ": ") && ContainsSubstring(what) &&
                                             EndsWith("help: delete it, so that the next run with [pretrain] steps "
                                                      "trains it again, or specify another file"));
}

}  // namespace

TEST_CASE("What is kept comes back bit for bit, whatever the layout on either side", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.safetensors";
  torch::manual_seed(1);
  Network from(3, 4);
  from.norm->running_mean.normal_();
  Network to(3, 4);
  for (auto* network : {&from, &to}) {
    auto& weight = network->conv->weight;
    if (network == &to) weight.set_data(weight.data().contiguous(torch::MemoryFormat::ChannelsLast));
  }
  write_backbone(file, from, "what it depends on\nline two");
  const auto kept = read_backbone(file);
  CHECK(kept.identity == "what it depends on\nline two");
  put_into(to, kept, "backbone 'network'", file);
  CHECK(to.conv->weight.is_contiguous(torch::MemoryFormat::ChannelsLast));
  for (const auto& item : from.named_parameters()) {
    CHECK(torch::equal(item.value(), to.named_parameters()[item.key()]));
  }
  for (const auto& item : from.named_buffers()) CHECK(torch::equal(item.value(), to.named_buffers()[item.key()]));
}

TEST_CASE("Views of a large buffer are kept without the buffer", "[pretrain]") {
  const ManifestFolder folder;
  Network network(1, 1);
  network.conv->weight.set_data(torch::zeros({1000000}).slice(0, 0, 9).view({1, 1, 3, 3}));
  write_backbone(folder.path() / "kept.safetensors", network, "");
  CHECK(std::filesystem::file_size(folder.path() / "kept.safetensors") < 20000);
}

TEST_CASE("Everything that does not fit is named, and the backbone stays as it was", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.safetensors";
  Network network(3, 4);
  network.register_buffer("old", torch::zeros({2}));
  write_backbone(file, network, "");
  const auto kept = read_backbone(file);

  Network other(2, 4);
  other.register_parameter("scale", torch::ones({1}));
  const auto before = other.conv->bias.detach().clone();
  CHECK_THROWS_WITH(put_into(other, kept, "backbone 'network'", file),
                    file.string() +
                        ": does not fit backbone 'network': missing: scale; unexpected: old; other shapes: conv.weight "
                        "is [4, 3, 3, 3], not [4, 2, 3, 3]\n  help: set the backbone options to those of the "
                        "pre-training, or specify another [pretrain] file");
  CHECK(same_bits(other.conv->bias.detach(), before));
}

TEST_CASE("A damaged file is told from a good one", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.safetensors";
  Network network(16, 16);
  write_backbone(file, network, "identity");
  const auto whole = content_of(file);
  for (const auto length : {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 1}) {
    write_durably(file, whole.substr(0, length));
    INFO(length << " of " << whole.size() << " bytes");
    check_refused(file, "");
  }
  for (std::size_t i = 0; i < whole.size(); i += 97) {
    auto changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x41);
    write_durably(file, changed);
    INFO("byte " << i);
    check_refused(file, "");
  }
}

TEST_CASE("What is no backbone, or one of another version, is refused", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.safetensors";
  write_durably(file, "[backbone]\nuse = \"resnet\"\n");
  check_refused(file, "");
  write_checkpoint(file, {});
  check_refused(file, "has the format 'evograd checkpoint 1', but this program reads 'evograd backbone 2'");
  write_sealed(file, {.format = "evograd backbone 2", .noun = "", .help = ""}, {});
  check_refused(file, "lacks the description of its training");
  std::string other;
  write_safetensors({{"x", torch::zeros({1})}}, {}, [&](std::string_view piece) { other += piece; });
  write_durably(file, other);
  check_refused(file, "is not a pre-trained backbone");
}

TEST_CASE("A file that cannot be written is an error, and what was there stays", "[pretrain]") {
  const ManifestFolder folder;
  Network network(1, 1);
  CHECK_THROWS_WITH(write_backbone(folder.path() / "gone" / "kept.safetensors", network, ""),
                    ContainsSubstring("kept.safetensors: could not be written: No such file or directory"));
  std::filesystem::create_directories(folder.path() / "kept.safetensors");
  CHECK_THROWS_WITH(write_backbone(folder.path() / "kept.safetensors", network, ""),
                    ContainsSubstring("kept.safetensors: could not be written: "));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "kept.safetensors.tmp"));
}
