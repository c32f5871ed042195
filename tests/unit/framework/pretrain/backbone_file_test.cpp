#include "framework/pretrain/backbone_file.hpp"

#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/torch.h>

#include <fstream>
#include <iterator>

#include "evograd/error.hpp"
#include "framework/files/write_durably.hpp"
#include "framework/pretrain/seal.hpp"
#include "tests/catch.hpp"
#include "tests/support/numbers.hpp"
#include "tests/unit/framework/manifest/manifest_folder.hpp"

using namespace evograd;
using namespace evograd::host;
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

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string damage(const std::filesystem::path& file) {
  return file.string() +
         ": is no pre-trained backbone, or is damaged\n  help: delete it, so that the next run with [pretrain] steps "
         "trains it again, or name another file";
}

}  // namespace

TEST_CASE("What is kept comes back bit for bit, whatever the layout on either side", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.pt";
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
  write_backbone(folder.path() / "kept.pt", network, "");
  CHECK(std::filesystem::file_size(folder.path() / "kept.pt") < 20000);
}

TEST_CASE("Everything that does not fit is named, and the backbone stays as it was", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.pt";
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
                        "is [4, 3, 3, 3], not [4, 2, 3, 3]\n  help: give the backbone the options it was pre-trained "
                        "with, or name another [pretrain] file");
  CHECK(same_bits(other.conv->bias.detach(), before));
}

TEST_CASE("A damaged file is told from a good one", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.pt";
  Network network(16, 16);
  write_backbone(file, network, "identity");
  const auto whole = bytes_of(file);
  for (const auto length : {std::size_t{0}, std::size_t{1}, whole.size() / 2, whole.size() - 80}) {
    write_durably(file, whole.substr(0, length));
    INFO(length << " of " << whole.size() << " bytes");
    CHECK_THROWS_WITH(read_backbone(file), damage(file));
  }
  for (std::size_t i = 0; i < whole.size(); i += 97) {
    auto changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 0x41);
    write_durably(file, changed);
    INFO("byte " << i);
    CHECK_THROWS_WITH(read_backbone(file), damage(file));
  }
  write_durably(file, "[backbone]\nuse = \"resnet\"\n");
  CHECK_THROWS_WITH(read_backbone(file), damage(file));
}

TEST_CASE("An archive without a seal is refused before LibTorch reads it", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.pt";
  c10::impl::GenericDict dictionary(c10::StringType::get(), c10::AnyType::get());
  auto bytes = torch::jit::pickle_save(dictionary);
  // A pickle that calls a function without naming one: LibTorch 1.13 dies of it.
  const std::string_view whole(bytes.data(), bytes.size());
  bytes[whole.find("\x80\x02") + 2] = 'R';
  write_durably(file, {bytes.data(), bytes.size()});
  CHECK_THROWS_WITH(read_backbone(file), damage(file));
}

TEST_CASE("A file of a later version, or of something else that torch.save made, is refused", "[pretrain]") {
  const ManifestFolder folder;
  const auto file = folder.path() / "kept.pt";
  c10::impl::GenericDict dictionary(c10::StringType::get(), c10::AnyType::get());
  const auto write = [&](const c10::IValue& value) {
    auto bytes = torch::jit::pickle_save(value);
    seal(bytes);
    write_durably(file, {bytes.data(), bytes.size()});
  };
  write(torch::zeros({3}));
  CHECK_THROWS_WITH(read_backbone(file), damage(file));
  dictionary.insert("format", "evograd backbone");
  write(dictionary);
  CHECK_THROWS_WITH(read_backbone(file), damage(file));
  dictionary.insert("version", 2);
  write(dictionary);
  CHECK_THROWS_WITH(read_backbone(file),
                    Catch::Matchers::StartsWith(file.string() + ": is of version 2, this program reads version 1\n"));
}

TEST_CASE("A file that cannot be written is an error, and what was there stays", "[pretrain]") {
  const ManifestFolder folder;
  Network network(1, 1);
  CHECK_THROWS_WITH(write_backbone(folder.path() / "gone" / "kept.pt", network, ""),
                    Catch::Matchers::Contains("kept.pt: could not be written: No such file or directory"));
  std::filesystem::create_directories(folder.path() / "kept.pt");
  CHECK_THROWS_WITH(write_backbone(folder.path() / "kept.pt", network, ""),
                    Catch::Matchers::Contains("kept.pt: could not be written: "));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "kept.pt.tmp"));
}
