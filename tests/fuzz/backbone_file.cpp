// Pre-trained backbones of an earlier run. LibTorch reads them, which is not made for hostile files; ours are the seal
// before it, which lets none but our own pass, and the questions after.
#include "framework/pretrain/backbone_file.hpp"

#include <c10/util/Logging.h>
#include <torch/csrc/jit/serialization/pickle.h>
#include <torch/torch.h>

#include "framework/pretrain/seal.hpp"
#include "input.hpp"

using namespace evograd;

namespace {

/// A value of a type that the next byte says.
c10::IValue value_from(fuzz::Input& input, int depth = 0) {
  const auto text = [&] { return std::string(input.text(input.byte() % 24)); };
  switch (input.byte() % 8) {
    case 0:
      return text();
    case 1:
      return std::int64_t{input.byte()};
    case 2:
      return static_cast<double>(input.byte());
    case 3:
      return torch::zeros({input.byte() % 4, 3}, input.byte() % 2 == 0 ? torch::kFloat32 : torch::kInt64);
    case 4:
      return torch::zeros({3});
    case 5:
      return {};
    default:
      break;
  }
  c10::impl::GenericDict dictionary(c10::StringType::get(), c10::AnyType::get());
  for (auto count = depth < 2 ? input.byte() % 4 : 0; count > 0; --count) {
    const auto name = text();
    dictionary.insert(name, value_from(input, depth + 1));
  }
  return dictionary;
}

/// What is written of values that may be of the wrong types, under the right names as long as no byte says otherwise.
std::vector<char> sealed_archive(fuzz::Input& input) {
  c10::impl::GenericDict dictionary(c10::StringType::get(), c10::AnyType::get());
  const auto wrong = input.byte();
  if ((wrong & 16) != 0) return torch::jit::pickle_save(value_from(input));
  dictionary.insert("format", (wrong & 1) != 0 ? value_from(input) : c10::IValue("evograd backbone"));
  dictionary.insert("version", (wrong & 2) != 0 ? value_from(input) : c10::IValue(1));
  dictionary.insert("identity", (wrong & 4) != 0 ? value_from(input) : c10::IValue("backbone = mlp\n"));
  if ((wrong & 8) == 0) dictionary.insert("state", value_from(input));
  auto bytes = torch::jit::pickle_save(dictionary);
  host::seal(bytes);
  return bytes;
}

}  // namespace

/// LibTorch 1.13 leaks what it has read of an archive that it refuses.
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  c10::SetStackTraceFetcher([] { return std::string(); });  // else LibTorch's exceptions take most of the time
  return 0;
}

/// The first byte: 0 for a file as it is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  std::filesystem::path path;
  if (input.byte() == 0) {
    path = fuzz::write("backbone.pt", input.rest());
  } else {
    const auto file = sealed_archive(input);
    path = fuzz::write("backbone.pt", {file.data(), file.size()});
  }
  fuzz::accepts([&] {
    const auto kept = host::read_backbone(path);
    torch::nn::Module module;
    module.register_parameter("weight", torch::zeros({2, 3}));
    module.register_parameter("bias", torch::zeros({3}));
    fuzz::accepts([&] { host::put_into(module, kept, "this network", path); });
  });
  return 0;
}
