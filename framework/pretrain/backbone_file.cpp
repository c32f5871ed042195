#include "framework/pretrain/backbone_file.hpp"

#include <map>

#include "evograd/error.hpp"
#include "framework/tensors/sealed_file.hpp"

namespace evograd::host {
namespace {

constexpr SealedKind kBackbone{
    .format = "evograd backbone 2",
    .noun = "pre-trained backbone",
    .help = "delete it, so that the next run with [pretrain] steps trains it again, or specify another file"};

}  // namespace

void write_backbone(const std::filesystem::path& file, const torch::nn::Module& backbone, const std::string& identity) {
  write_sealed(file, kBackbone, {.state = {{"identity", identity}}, .tensors = parameters_and_buffers(backbone)});
}

KeptBackbone read_backbone(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) {
    throw Error(file.string(), "does not exist",
                "specify the file of a pre-trained backbone, or set [pretrain] steps to train one");
  }
  auto content = read_sealed(file, kBackbone);
  const auto identity = content.state.find("identity");
  if (identity == content.state.end() || !identity->is_string()) {
    throw Error(file.string(), "lacks the description of its training", kBackbone.help);
  }
  return {identity->get<std::string>(), std::move(content.tensors)};
}

void put_into(torch::nn::Module& backbone, const KeptBackbone& kept, const std::string& title,
              const std::filesystem::path& file) {
  std::map<std::string, torch::Tensor> there(kept.state.begin(), kept.state.end());
  const auto wanted = parameters_and_buffers(backbone);
  std::string missing;
  std::string shapes;
  std::vector<torch::Tensor> sources;
  for (const auto& [name, tensor] : wanted) {
    const auto found = there.find(name);
    if (found == there.end()) {
      missing += (missing.empty() ? "" : ", ") + name;
      continue;
    }
    sources.push_back(found->second);
    if (found->second.sizes() != tensor.sizes()) {
      shapes +=
          (shapes.empty() ? "" : ", ") + name + " is " + shape_text(found->second) + ", not " + shape_text(tensor);
    }
    there.erase(found);
  }
  std::string unexpected;
  for (const auto& [name, tensor] : there) unexpected += (unexpected.empty() ? "" : ", ") + name;

  std::string objections;
  const auto object = [&](const std::string& what, const std::string& names) {
    if (!names.empty()) objections += (objections.empty() ? "" : "; ") + what + names;
  };
  object("missing: ", missing);
  object("unexpected: ", unexpected);
  object("other shapes: ", shapes);
  if (!objections.empty()) {
    throw Error(file.string(), "does not fit " + title + ": " + objections,
                "set the backbone options to those of the pre-training, or specify another [pretrain] file");
  }
  const torch::NoGradGuard no_grad;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    auto target = wanted[i].second;
    target.copy_(sources[i]);
  }
}

void copy_state(const torch::nn::Module& from, torch::nn::Module& to) {
  put_into(to, {"", parameters_and_buffers(from)}, "its copy", "the backbone");
}

}  // namespace evograd::host
