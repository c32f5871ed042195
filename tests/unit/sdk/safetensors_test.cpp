#include "evograd/safetensors.hpp"

#include <torch/torch.h>

#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace evograd;
using Catch::Matchers::ContainsSubstring;
using evograd::test::Bytes;
using evograd::test::message_of;
using evograd::test::TemporaryFolder;

namespace {

Bytes length_of(std::uint64_t length) {
  Bytes bytes(8);
  std::memcpy(bytes.data(), &length, 8);
  return bytes;
}

Bytes file(const std::string& header, const Bytes& data = {}) {
  auto bytes = length_of(header.size());
  bytes.insert(bytes.end(), header.begin(), header.end());
  bytes.insert(bytes.end(), data.begin(), data.end());
  return bytes;
}

std::string tensor(const std::string& type, const std::string& shape, const std::string& offsets) {
  return R"({"dtype":")" + type + R"(","shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

/// What is said of the file without its path and help, or an empty text when it is accepted.
std::string refusal(const Bytes& bytes) {
  static const TemporaryFolder folder;
  const auto path = folder.write("x.safetensors", bytes);
  const auto message = message_of([&] { SafetensorsFile{path}; });
  if (message.empty()) return {};
  REQUIRE(message.starts_with(path.string() + ": "));
  return message.substr(path.string().size() + 2, message.find('\n') - path.string().size() - 2);
}

torch::Tensor read(const Bytes& bytes, const std::string& name, torch::IntArrayRef shape) {
  const TemporaryFolder folder;
  auto target = torch::full(shape, -1, torch::kFloat64);
  SafetensorsFile(folder.write("x.safetensors", bytes)).copy(name, target);
  return target;
}

}  // namespace

TEST_CASE("tensors of every floating type are read, at any place in the file") {
  // 1, -2, 0.5 in four encodings, written out by hand; the header's length is odd, so that nothing is aligned.
  const Bytes data{0x00, 0x3c, 0x00, 0xc0, 0x00, 0x38,                                           // half precision
                   0x80, 0x3f, 0x00, 0xc0, 0x00, 0x3f,                                           // bfloat16
                   0,    0,    0x80, 0x3f, 0,    0,    0x00, 0xc0, 0,    0,   0x00, 0x3f,        // single
                   0,    0,    0,    0,    0,    0,    0xf0, 0x3f, 0,    0,   0,    0,    0, 0,  // double
                   0x00, 0xc0, 0,    0,    0,    0,    0,    0,    0xe0, 0x3f};
  auto header = R"({"__metadata__":{"a":"b"},"h":)" + tensor("F16", "[3]", "[0,6]") + R"(,"b":)" +
                tensor("BF16", "[3]", "[6,12]") + R"(,"s":)" + tensor("F32", "[3]", "[12,24]") + R"(,"d":)" +
                tensor("F64", "[3,1]", "[24,48]") + R"(,"none":)" + tensor("F32", "[0,4]", "[48,48]") + "}";
  if (header.size() % 2 == 0) header += " ";
  const auto bytes = file(header, data);
  REQUIRE(refusal(bytes) == "");
  const auto expected = torch::tensor({1.0, -2.0, 0.5}, torch::kFloat64);
  for (const auto* name : {"h", "b", "s"}) CHECK(torch::equal(read(bytes, name, {3}), expected));
  CHECK(torch::equal(read(bytes, "d", {3, 1}), expected.view({3, 1})));
  CHECK(read(bytes, "none", {0, 4}).numel() == 0);
}

TEST_CASE("tensors larger than a chunk are read whole") {
  const std::int64_t count = (std::int64_t{1} << 21) + 5;
  const auto values = torch::arange(count, torch::kFloat32);
  Bytes data(static_cast<std::size_t>(count) * 4);
  std::memcpy(data.data(), values.data_ptr(), data.size());
  const auto size = std::to_string(data.size());
  const auto bytes =
      file(R"({"x":)" + tensor("F32", "[" + std::to_string(count) + "]", "[0," + size + "]") + "}", data);
  CHECK(torch::equal(read(bytes, "x", {count}), values.to(torch::kFloat64)));
}

TEST_CASE("a safetensors file that is cut off is refused wherever it ends") {
  const auto whole = file(R"({"x":)" + tensor("F32", "[2]", "[0,8]") + "}", Bytes(8));
  REQUIRE(refusal(whole) == "");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    CHECK(refusal(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) != "");
  }
  CHECK(refusal(Bytes(3)) == "has 3 bytes, too few for a safetensors file");
  CHECK(refusal(Bytes(whole.begin(), whole.end() - 1)) == "tensor 'x' occupies bytes 0 to 8, but the file has 7");
}

TEST_CASE("a header length beyond the file asks for no memory") {
  for (const auto length : {std::uint64_t{9}, std::uint64_t{1} << 40, std::numeric_limits<std::uint64_t>::max()}) {
    auto bytes = length_of(length);
    bytes.resize(16);
    CHECK(refusal(bytes) == "declares a header of " + std::to_string(length) + " bytes, but the file has 16");
  }
}

TEST_CASE("a header that is not what it should be is refused") {
  CHECK_THAT(refusal(file("{")), ContainsSubstring("the header is not JSON"));
  CHECK_THAT(refusal(file("")), ContainsSubstring("the header is not JSON"));
  CHECK_THAT(refusal(file("{\"\xff\":1}")), ContainsSubstring("the header is not JSON"));
  CHECK(refusal(file("[]")) == "the header is not a JSON object");
  CHECK(refusal(file("{\"x\":" + std::string(200000, '['))) == "the header is nested too deeply");
  CHECK(refusal(file(R"({"x":3})")) == "tensor 'x' has no 'dtype'");
  CHECK(refusal(file(R"({"x":{"dtype":7}})")) == "tensor 'x' has no 'dtype'");
  CHECK(refusal(file(R"({"x":)" + tensor("F33", "[1]", "[0,4]") + "}", Bytes(4))) ==
        "tensor 'x' has the unknown type 'F33'");
  for (const auto* shape : {"2", "[-2]", "[2.0]", "[\"2\"]", "null"}) {
    CHECK(refusal(file(R"({"x":)" + tensor("F32", shape, "[0,8]") + "}", Bytes(8))) ==
          "tensor 'x' has no 'shape' of integers");
  }
  for (const auto* offsets : {"8", "[8]", "[0,4,8]", "[-8,0]", "[0.5,8.5]"}) {
    CHECK(refusal(file(R"({"x":)" + tensor("F32", "[2]", offsets) + "}", Bytes(8))) ==
          "tensor 'x' does not have a pair of 'data_offsets'");
  }
}

TEST_CASE("sizes that contradict each other are refused") {
  const auto one = [](const std::string& shape, const std::string& offsets) {
    return refusal(file(R"({"x":)" + tensor("F32", shape, offsets) + "}", Bytes(8)));
  };
  CHECK(one("[2]", "[8,0]") == "tensor 'x' occupies bytes 8 to 0, but the file has 8");
  CHECK(one("[2]", "[0,18446744073709551615]") ==
        "tensor 'x' occupies bytes 0 to 18446744073709551615, but the file has 8");
  CHECK(one("[3]", "[0,8]") == "tensor 'x' has 8 bytes, but its shape needs 12");
  CHECK(one("[4294967296,4294967296]", "[0,8]") == "tensor 'x' has a shape that is too large");
  CHECK(one("[0,18446744073709551615]", "[0,0]") == "tensor 'x' has a shape that is too large");
  CHECK(one("[0,1461168609842738029,474]", "[0,0]") == "tensor 'x' has a shape that is too large");
  CHECK(refusal(file(R"({"x":)" + tensor("F32", "[0,4294967296]", "[0,0]") + "}", {})).empty());
  CHECK(one("[1]", "[0,4]") == "no tensor contains byte 4 of 8");
  CHECK(one("[1]", "[4,8]") == "no tensor contains byte 0 of 8");
  const auto two = [](const std::string& first, const std::string& second) {
    return refusal(
        file(R"({"x":)" + tensor("F32", "[2]", first) + R"(,"y":)" + tensor("F32", "[2]", second) + "}", Bytes(16)));
  };
  CHECK(two("[0,8]", "[8,16]") == "");
  CHECK(two("[8,16]", "[0,8]") == "");
  CHECK(two("[0,8]", "[4,12]") == "two tensors overlap at byte 4");
  CHECK(two("[0,8]", "[0,8]") == "two tensors overlap at byte 0");
}

TEST_CASE("whole numbers are not read as weights") {
  const TemporaryFolder folder;
  const auto path = folder.write("x.safetensors", file(R"({"x":)" + tensor("I64", "[1]", "[0,8]") + "}", Bytes(8)));
  const SafetensorsFile stored(path);
  auto target = torch::zeros({1});
  CHECK(message_of([&] { stored.copy("x", target); }) ==
        path.string() + ": tensor 'x' has the type I64\n  help: weights must have the type F32, F16, BF16 or F64");
}

TEST_CASE("a folder or nothing in place of a safetensors file is refused") {
  const TemporaryFolder folder;
  CHECK(message_of([&] { SafetensorsFile{folder.path()}; }) == folder.path().string() + ": not a regular file");
  const auto missing = folder.path() / "no";
  CHECK(message_of([&] { SafetensorsFile{missing}; }) == missing.string() + ": no such file");
}

TEST_CASE("what is written is read back, type by type, and what shares storage or strides is stored on its own") {
  const auto base = torch::arange(24, torch::kFloat32);
  std::vector<std::pair<std::string, torch::Tensor>> tensors{
      {"part", base.narrow(0, 3, 4)},
      {"transposed", base.view({4, 6}).t()},
      {"channels_last", torch::randn({2, 3, 4, 5}).contiguous(torch::MemoryFormat::ChannelsLast)},
      {"scalar", torch::scalar_tensor(0.1, torch::kFloat64)},
      {"none", torch::empty({0, 3}, torch::kFloat16)},
      {"count", torch::tensor({std::int64_t{1} << 60}, torch::kInt64)},
      {"flags", torch::tensor({true, false, true})}};
  std::string bytes;
  write_safetensors(tensors, {{"key", "a \"text\" with ü"}}, [&](std::string_view piece) { bytes += piece; });
  const TemporaryFolder folder;
  const SafetensorsFile stored(folder.write("x.safetensors", Bytes(bytes.begin(), bytes.end())));
  CHECK(stored.metadata() == std::map<std::string, std::string>{{"key", "a \"text\" with ü"}});
  REQUIRE(stored.tensors().size() == tensors.size());
  for (const auto& [name, tensor] : tensors) {
    INFO(name);
    const auto read = stored.read(name);
    CHECK(read.scalar_type() == tensor.scalar_type());
    CHECK(torch::equal(read, tensor));
  }
  CHECK(std::as_const(stored).tensors().at("part").end - stored.tensors().at("part").begin == 16);
}

TEST_CASE("what cannot be written as safetensors is refused before a byte is written") {
  std::string bytes;
  const auto message = [&](const std::vector<std::pair<std::string, torch::Tensor>>& tensors) {
    return message_of([&] { write_safetensors(tensors, {}, [&](std::string_view piece) { bytes += piece; }); });
  };
  CHECK_THAT(message({{"x", torch::zeros({1}, torch::kComplexFloat)}}),
             ContainsSubstring("which safetensors does not support"));
  CHECK_THAT(message({{"x", torch::zeros({1})}, {"x", torch::zeros({1})}}),
             ContainsSubstring("its name is already used"));
  CHECK_THAT(message({{"__metadata__", torch::zeros({1})}}), ContainsSubstring("its name is already used"));
  CHECK(bytes.empty());
}
