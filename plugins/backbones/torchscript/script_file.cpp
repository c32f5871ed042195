#include "script_file.hpp"

#include <torch/script.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string_view>
#include <system_error>

#include "evograd/error.hpp"

namespace backbones {

using namespace evograd;

namespace {

constexpr const char* how_to_save = "save it in Python with torch.jit.save(torch.jit.script(model), \"model.pt\")";

/// A zip archive begins with this; what torch.jit.save() writes is one.
bool begins_as_archive(const std::string& file) {
  std::array<char, 4> start{};
  std::ifstream stream(file, std::ios::binary);
  if (!stream) throw Error(file, "cannot be read", "check its permissions");
  stream.read(start.data(), start.size());
  return std::string_view(start.data(), start.size()) == "PK\x03\x04";
}

[[noreturn]] void refuse(const std::string& file, const std::exception& error) {
  const auto reason = reason_of(error);
  const auto says = [&](const char* text) { return reason.find(text) != std::string::npos; };
  if (says("central directory") || says("zip archive")) {
    throw Error(file, "is cut off or damaged: its end lacks the archive's table of contents",
                "the file was not copied whole; fetch it again");
  }
  if (says("constants.pkl") || says("not in a subdirectory")) {
    throw Error(file, "is an archive without code, as torch.save() writes of a state_dict", how_to_save);
  }
  if (says("Unknown builtin op") || says("maximum supported version")) {
    throw Error(
        file, "needs what this LibTorch does not have: " + reason,
        "save it with the version of torch that evograd is built with, and without operators of other packages");
  }
  throw Error(file, "is damaged or no TorchScript archive: " + reason, how_to_save);
}

void expect_one_tensor(const torch::jit::Module& script, const std::string& file) {
  const auto forward = script.find_method("forward");
  if (!forward) throw Error(file, "its module has no forward()", "script or trace the module that computes features");
  const auto& arguments = forward->function().getSchema().arguments();  // the first is the module
  std::string names;
  std::size_t required = 0;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    names += (i > 1 ? ", " : "") + arguments[i].name();
    if (!arguments[i].default_value()) ++required;
  }
  if (arguments.size() < 2 || required > 1) {
    throw Error(file, "its forward(" + names + ") takes " + std::to_string(required) + " arguments, not one",
                "a backbone gets a batch of inputs and nothing else: script a module that fills in the rest");
  }
  if (c10::TensorType::get()->isSubtypeOf(*arguments[1].type())) return;
  throw Error(file, "its forward(" + names + ") takes " + arguments[1].type()->annotation_str() + ", not a tensor",
              "a backbone gets a batch of inputs as one tensor");
}

}  // namespace

std::shared_ptr<torch::jit::Module> load_script(const std::string& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    throw Error(file, "no such file", "[backbone] file names the model; a relative path starts at the present folder");
  }
  if (!std::filesystem::is_regular_file(file, error)) throw Error(file, "not a regular file");
  if (!begins_as_archive(file)) throw Error(file, "is no TorchScript archive", how_to_save);
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
  // The interpreter puts the trace of the script before the reason, LibTorch puts its own behind.
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
