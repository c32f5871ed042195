#include "framework/pretrain/backbone_file.hpp"

#include <torch/csrc/jit/serialization/pickle.h>

#include <fstream>
#include <iterator>
#include <map>

#include "evograd/error.hpp"
#include "framework/files/write_durably.hpp"
#include "framework/pretrain/seal.hpp"
#include "framework/tensors/named_tensors.hpp"

namespace evograd::host {
namespace {

constexpr const char* kFormat = "evograd backbone";
constexpr std::int64_t kVersion = 1;

std::vector<char> bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) {
    throw Error(file.string(), "cannot be read",
                "name the file of a pre-trained backbone, or set [pretrain] steps to train one");
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

[[noreturn]] void damaged(const std::filesystem::path& file) {
  throw Error(file.string(), "is no pre-trained backbone, or is damaged",
              "delete it, so that the next run with [pretrain] steps trains it again, or name another file");
}

/// The dictionary that a file holds.
c10::impl::GenericDict dictionary_in(const std::filesystem::path& file) {
  const auto bytes = bytes_of(file);
  if (!has_whole_seal(bytes)) damaged(file);
  try {
    return torch::jit::pickle_load(bytes).toGenericDict();
  } catch (const std::exception&) {
    damaged(file);
  }
}

}  // namespace

void write_backbone(const std::filesystem::path& file, const torch::nn::Module& backbone, const std::string& identity) {
  const torch::NoGradGuard no_grad;
  c10::Dict<std::string, torch::Tensor> state;
  for (const auto& [name, tensor] : parameters_and_buffers(backbone)) {
    // A view would take the whole buffer that it is a part of into the file.
    state.insert(name, tensor.detach().to(torch::kCPU).clone(torch::MemoryFormat::Contiguous));
  }
  c10::impl::GenericDict dictionary(c10::StringType::get(), c10::AnyType::get());
  dictionary.insert("format", kFormat);
  dictionary.insert("version", kVersion);
  dictionary.insert("identity", identity);
  dictionary.insert("state", state);
  auto bytes = torch::jit::pickle_save(dictionary);
  seal(bytes);
  write_durably(file, {bytes.data(), bytes.size()});
}

KeptBackbone read_backbone(const std::filesystem::path& file) {
  const auto dictionary = dictionary_in(file);
  KeptBackbone kept;
  try {
    if (dictionary.at("format").toStringRef() != kFormat) damaged(file);
    const auto version = dictionary.at("version").toInt();
    if (version != kVersion) {
      throw Error(
          file.string(),
          "is of version " + std::to_string(version) + ", this program reads version " + std::to_string(kVersion),
          "delete it, so that the next run with [pretrain] steps trains it again, or name another file");
    }
    kept.identity = dictionary.at("identity").toStringRef();
    for (const auto& item : dictionary.at("state").toGenericDict()) {
      kept.state.emplace_back(item.key().toStringRef(), item.value().toTensor());
    }
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    damaged(file);
  }
  return kept;
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
                "give the backbone the options it was pre-trained with, or name another [pretrain] file");
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
