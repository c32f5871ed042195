#include "script_failure.hpp"

#include <fmt/ranges.h>
#include <torch/script.h>

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace backbones {
namespace {

bool mentions(const std::string& reason, std::initializer_list<const char*> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](const char* word) { return reason.find(word) != std::string::npos; });
}

std::string kind_of(const c10::IValue& value) { return value.isTensor() ? "tensor" : value.tagKind(); }

}  // namespace

bool is_about_shapes(const std::string& reason) {
  return mentions(
      reason, {"size", "shape", "dimension", "channels", "mat1", "stride", "scalar type", "dtype", "must have the same",
               "should be the same", "Expected tensor for argument", "too many indices"});
}

std::string script_help(const std::string& reason, Stage stage, bool tokens) {
  // The host knows the options and the estimators that these two need.
  if (mentions(reason, {"Expected more than 1 value per channel", "forward AD", "derivative for"})) return {};
  if (mentions(reason, {"view size is not compatible"})) {  // caused by channels_last
    return "use reshape() instead of view() in the model, or set [run] memory_format = \"contiguous\"";
  }
  if (mentions(reason, {"CUDA", "cuda", "on the same device", "HIP", "'MPS'"})) {
    return "a device is written into the model, as traces made on a GPU have: trace it after model.cpu(), or script it "
           "and "
           "create tensors with device=x.device";
  }
  if (tokens && mentions(reason, {"index out of range", "device-side assert"})) {
    return "the model's embedding has fewer rows than the task has tokens: use the tokenizer that belongs to the model";
  }
  if (!is_about_shapes(reason)) return {};
  if (stage == Stage::first_run) return "the model was made for other inputs: shape and type must match the task's";
  return "the same shape with 2 examples worked in evaluation mode: look for a number of examples that is written into "
         "the "
         "model, as in traces, and for what differs in training";
}

std::string described_result(const c10::IValue& output) {
  if (output.isTuple()) {
    std::vector<std::string> kinds;
    for (const auto& element : output.toTupleRef().elements()) kinds.push_back(kind_of(element));
    return fmt::format("a tuple of {} ({})", kinds.size(), fmt::join(kinds, ", "));
  }
  if (output.isGenericDict()) {
    std::vector<std::string> keys;
    for (const auto& entry : output.toGenericDict()) {
      keys.push_back(entry.key().isString() ? "'" + entry.key().toStringRef() + "'" : entry.key().tagKind());
    }
    return fmt::format("a dictionary with {}", fmt::join(keys, ", "));
  }
  if (output.isList()) return fmt::format("a list of {}", output.toListRef().size());
  return output.isNone() ? "nothing" : output.tagKind();
}

std::string result_help(const c10::IValue& output) {
  std::string which = "[0]";
  if (output.isGenericDict()) which = "[\"NAME\"]";
  if (!output.isTuple() && !output.isList() && !output.isGenericDict())
    return "return the features as one tensor [B, ...]";
  return "wrap the model before saving it: class Features(torch.nn.Module) with self.network and "
         "def forward(self, x): return self.network(x)" +
         which + ", choosing the features";
}

}  // namespace backbones
