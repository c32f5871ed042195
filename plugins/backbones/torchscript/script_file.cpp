#include "script_file.hpp"

#include <fmt/ranges.h>
#include <torch/script.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string_view>
#include <system_error>

#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace backbones {

using namespace evograd;

namespace {

constexpr const char* how_to_save = "save it in Python with torch.jit.save(torch.jit.script(model), \"model.pt\")";

/// Throws Error unless `file` is a zip archive, the format of torch.jit.save().
void expect_archive(const std::string& file) {
  std::array<char, 4> start{};
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error(file, "cannot be read", "check its permissions");
  stream.read(start.data(), start.size());
  if (std::string_view(start.data(), start.size()) == "PK\x03\x04") return;
  const auto kind = file_kind_of(file);
  if (kind && kind->placeholder) throw Error(file, "is " + kind->what, kind->remedy);
  throw Error(file, "is not a TorchScript archive" + (kind ? "; it is " + kind->what : std::string()), how_to_save);
}

[[noreturn]] void refuse(const std::string& file, const std::exception& error) {
  const auto reason = reason_of(error);
  const auto says = [&](const char* text) { return reason.find(text) != std::string::npos; };
  if (says("central directory") || says("zip archive")) {
    throw Error(file, "is truncated or damaged: the archive's table of contents is missing",
                "the file is incomplete; download it again");
  }
  if (says("constants.pkl") || says("not in a subdirectory")) {
    throw Error(file, "is an archive without code, such as a state_dict written by torch.save()", how_to_save);
  }
  if (says("Unknown builtin op") || says("maximum supported version")) {
    throw Error(file, "needs features that this LibTorch does not have: " + reason,
                "save it with the torch version that evograd is built with, and without operators of other packages");
  }
  throw Error(file, "is damaged or not a TorchScript archive: " + reason, how_to_save);
}

void expect_one_tensor(const torch::jit::Module& script, const std::string& file) {
  const auto forward = script.find_method("forward");
  if (!forward) throw Error(file, "its module has no forward()", "script or trace the module that computes features");
  const auto& arguments = forward->function().getSchema().arguments();  // the first is the module
  std::vector<std::string> names;
  std::size_t required = 0;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    names.push_back(arguments[i].name());
    if (!arguments[i].default_value()) ++required;
  }
  if (arguments.size() < 2 || required > 1) {
    throw Error(file, fmt::format("its forward({}) takes {} arguments, not one", fmt::join(names, ", "), required),
                "a backbone receives only a batch of inputs: script a module that supplies the other arguments");
  }
  if (c10::TensorType::get()->isSubtypeOf(*arguments[1].type())) return;
  throw Error(file,
              fmt::format("its forward({}) takes {}, not a tensor", fmt::join(names, ", "),
                          arguments[1].type()->annotation_str()),
              "a backbone receives a batch of inputs as one tensor");
}

}  // namespace

std::shared_ptr<torch::jit::Module> load_script(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw Error(file, "no such file", "set [backbone] file to the model; a relative path is relative to the manifest");
  }
  if (!std::filesystem::is_regular_file(file, error)) throw Error(file, "not a regular file");
  expect_archive(file);
  std::shared_ptr<torch::jit::Module> script;
  try {
    script = std::make_shared<torch::jit::Module>(torch::jit::load(file, torch::kCPU));
  } catch (const std::exception& failure) {
    refuse(file, failure);
  }
  expect_one_tensor(*script, file);
  return script;
}

std::string reason_of(const std::exception& exception) {
  // The interpreter puts the script's traceback before the reason, and LibTorch appends its own trace.
  static const std::regex reason("^[A-Za-z_.]*(?:Error|Exception): *(.*)$");
  const auto* own = dynamic_cast<const c10::Error*>(&exception);
  std::istringstream lines(own != nullptr ? own->what_without_backtrace() : exception.what());
  std::string first, last;
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (first.empty()) first = line;
    if (std::regex_match(line, match, reason)) last = match[1];
  }
  return last.empty() ? first : last;
}

}  // namespace backbones
