// Files that are no backbone are refused with what is wrong and what to do.

#include <fstream>

#include "tests/catch.hpp"
#include "tests/support/captured_log.hpp"
#include "torchscript_models.hpp"

using namespace evograd;
using namespace evograd::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string refusal(const std::string& file, const InputSpecification& input = colour) {
  return message_of([&] { backbones::TorchScript({.file = file}, input); });
}

std::string refusal_of(const std::string& source, const InputSpecification& input = colour) {
  return message_of([&] { read_back(script(source), input); });
}

/// A message for users, not LibTorch's own with its traces.
void check(const std::string& message, const std::string& cause, const std::string& help) {
  CHECK_THAT(message, ContainsSubstring(cause));
  CHECK_THAT(message, ContainsSubstring("\n  help: "));
  CHECK_THAT(message, ContainsSubstring(help));
  for (const char* trace : {"Exception raised", "frame #", "Traceback", "torch_cpu"}) {
    CHECK_THAT(message, !ContainsSubstring(trace));
  }
}

}  // namespace

TEST_CASE("a script's file that is missing, damaged or of another kind is refused", "[torchscript]") {
  const TemporaryFolder folder;
  check(refusal(""), "backbone 'torchscript': 'file' is not given", "example = true");
  check(message_of([] { backbones::TorchScript({.file = "model.pt", .example = true}, colour); }),
        "'file' is given and 'example' is true", "remove one");
  check(refusal("/nowhere/model.pt"), "/nowhere/model.pt: no such file", "[backbone] file");
  CHECK_THAT(refusal(folder.path().string()), ContainsSubstring("not a regular file"));
  check(refusal(folder.write("empty.pt", {}).string()), "is not a TorchScript archive", "torch.jit.save");
  const Bytes random(5000, 0xa7);
  check(refusal(folder.write("random.pt", random).string()), "is not a TorchScript archive", "torch.jit.save");
  auto archive = random;
  std::copy_n("PK\x03\x04", 4, archive.begin());
  check(refusal(folder.write("archive.pt", archive).string()), "is truncated or damaged", "download it again");

  const auto file = (folder.path() / "whole.pt").string();
  scripted(NativeNetwork()).save(file);
  REQUIRE(refusal(file).empty());
  std::ifstream stream(file, std::ios::binary);
  Bytes bytes((std::istreambuf_iterator<char>(stream)), {});
  for (const double part : {0.2, 0.9, 0.999}) {
    const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(part * bytes.size()));
    check(refusal(folder.write("cut.pt", cut).string()), "is truncated or damaged", "download it again");
  }
  // Every byte in turn would take minutes; none may end the process, and most are seen by the archive's check sums.
  for (std::size_t i = 0; i < bytes.size(); i += bytes.size() / 50) {
    auto damaged = bytes;
    damaged[i] ^= 0x55;
    const auto message = refusal(folder.write("damaged.pt", damaged).string());
    if (!message.empty()) CHECK_THAT(message, ContainsSubstring("damaged.pt: "));
  }

  torch::serialize::OutputArchive state;
  state.write("weight", torch::ones(3));
  const auto dictionary = (folder.path() / "state.pt").string();
  state.save_to(dictionary);  // LibTorch's own archives are scripts without forward()
  check(refusal(dictionary), "has no forward()", "script or trace");
}

TEST_CASE("a state_dict of torch.save is told from a script", "[torchscript]") {
  const TemporaryFolder folder;
  const auto file = (folder.path() / "state.pt").string();
  const auto bytes = torch::pickle_save(torch::ones({3}));  // the format of torch.save
  std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  check(refusal(file), "is an archive without code", "torch.jit.save");
}

TEST_CASE("a script whose forward is not that of a backbone is refused", "[torchscript]") {
  check(refusal_of(""), "has no forward()", "script or trace");
  check(refusal_of("def forward(self):\n  return 1\n"), "its forward() takes 0 arguments, not one",
        "only a batch of inputs");
  check(refusal_of("def forward(self, x, mask):\n  return x * mask\n"),
        "its forward(x, mask) takes 2 arguments, not one", "supplies the other arguments");
  check(refusal_of("def forward(self, x: List[Tensor]):\n  return x[0]\n"), "takes List[Tensor], not a tensor",
        "one tensor");
  check(refusal_of("def forward(self, x):\n  return x, x\n"),
        "its forward() returns a tuple of 2 (tensor, tensor), not", "return self.network(x)[0]");
  check(refusal_of("def forward(self, x):\n  return {\"logits\": x}\n"),
        "returns a dictionary with 'logits', not a tensor", "return self.network(x)[\"NAME\"]");
  check(refusal_of("def forward(self, x):\n  return [x, x, x]\n"), "returns a list of 3, not a tensor",
        "return self.network(x)[0]");
  check(refusal_of("def forward(self, x):\n  return torch.argmax(x, 1)\n"), "returns features of type Long",
        "floating-point");
  check(refusal_of("def forward(self, x):\n  return torch.sum(x, [1, 2, 3])\n"), "one number per example",
        "unsqueeze(1)");
  check(refusal_of("def forward(self, x):\n  return torch.reshape(x, [1, -1])\n"),
        "returns features of shape {1, 288} for a batch of shape {2, 3, 8, 6}, Float",
        "a number of examples is written into the model");
  check(refusal_of("def forward(self, x):\n  return x.mul_(2)\n"), "overwrites its input", "work on a copy");
  check(refusal_of("def forward(self, x):\n  return torch.dropout(x, 0.5, True)\n"),
        "draws random numbers in evaluation mode", "model.eval()");
}

TEST_CASE("a script says which input it refuses and why", "[torchscript]") {
  const auto model = scripted(NativeNetwork());
  const auto refused = [&](const InputSpecification& input) { return message_of([&] { read_back(model, input); }); };
  check(refused({{3, 16, 16}, 0}), "fails for a batch of shape {2, 3, 16, 16}, Float: mat1 and mat2 shapes",
        "made for other inputs");
  check(refused({{1, 8, 6}, 0}), "fails for a batch of shape {2, 1, 8, 6}, Float: Given groups=1",
        "made for other inputs");
  check(refused({{12}, 50}), "fails for a batch of shape {2, 12}, Long: ", "made for other inputs");
}

TEST_CASE("the hint about other inputs is given only where it is true", "[torchscript]") {
  const auto cause_of = [](const std::string& source) { return refusal_of("def forward(self, x):\n" + source); };
  check(cause_of("  return x + torch.ones([1], device=torch.device(\"cuda:0\"))\n"), "fails for a batch of shape",
        "a device is written into the model");
  const auto asserted = cause_of("  assert False, \"no weights were loaded\"\n  return x\n");
  CHECK_THAT(asserted, ContainsSubstring("no weights were loaded") && !ContainsSubstring("help:"));
  check(cause_of("  return torch.reshape(x, [1, 144]) + torch.zeros([1, 144])\n"), "accepts one example, but not two",
        "a number of examples is written into the model");
  // What works for two examples in evaluation mode was not made for other inputs.
  const auto later =
      read_back(script("def forward(self, x):\n  y = torch.flatten(x, 1)\n  if x.size(0) > 2:\n    y = "
                       "torch.reshape(y, [2, 144])\n  return y\n"));
  Tap tap;
  check(message_of([&] { later->forward(images(1, torch::kFloat32), tap); }), "fails for a batch of shape {5, 3, 8, 6}",
        "the same shape with 2 examples worked");
}

TEST_CASE("a script without parameters is said to have none", "[torchscript]") {
  const CapturedLog log;
  read_back(script("def forward(self, x):\n  return torch.flatten(x, 1)\n"));
  CHECK(log.have("has no parameters, so nothing in it is trained: torch.jit.freeze()"));
}

TEST_CASE("files of other kinds are named", "[torchscript]") {
  const TemporaryFolder folder;
  const auto written = [&](const std::string& text) {
    return refusal(folder.write("model.pt", {text.begin(), text.end()}).string());
  };
  check(written("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n"),
        "model.pt: is a Git LFS pointer, not the file itself", "git lfs pull");
  check(written("<!DOCTYPE html><html>"), "is a web page", "download it again");
  check(written("\x80\x02}q"), "is not a TorchScript archive; it is a Python pickle", "torch.jit.save");
}

TEST_CASE("a script's buffers must keep their shape, and evaluation must not change them", "[torchscript]") {
  auto grows = script("");
  grows.register_buffer("seen", torch::zeros({1}));
  grows.define("def forward(self, x):\n  self.seen = torch.cat([self.seen, self.seen])\n  return x\n");
  check(message_of([&] { read_back(grows); }), "assigns 'seen' [2], but the file has [1]", "keep their shape");
  auto counts = script("");
  counts.register_buffer("seen", torch::zeros({1}));
  counts.define("def forward(self, x):\n  self.seen = self.seen + 1\n  return x\n");
  check(message_of([&] { read_back(counts); }), "changes the buffer 'seen' in evaluation mode", "model.eval()");
}

TEST_CASE("a failure in a later pass leaves a script as it was", "[torchscript]") {
  Pair pair;
  pair.backbone->eval();
  const auto before = pair.features(images(1));
  check(message_of([&] { pair.features(images(1).slice(1, 0, 2)); }), "fails for a batch of shape {5, 2, 8, 6}, Double",
        "made for other inputs");
  CHECK(torch::equal(pair.features(images(1)), before));

  auto views = script("def forward(self, x):\n  return x.view([x.size(0), -1])\n");
  const auto backbone = read_back(views);
  Tap tap;
  check(message_of([&] { backbone->forward(images(1).contiguous(torch::MemoryFormat::ChannelsLast), tap); }),
        "view size is not compatible", "memory_format = \"contiguous\"");
}
