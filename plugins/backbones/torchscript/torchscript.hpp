#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "evograd/backbone.hpp"
#include "evograd/options.hpp"
#include "script_failure.hpp"
#include "script_tensors.hpp"

namespace backbones {

using namespace evograd;

struct TorchScriptOptions {
  std::string file{};
  bool example = false;

  static Schema<TorchScriptOptions> schema();
};

/// A network that was scripted or traced in Python and saved with torch.jit.save.
///
/// Input [B, ...] in the task's shape, numbers or tokens (int64); features [B, ...], the output of the script. No
/// sites: nothing can be inserted into a script. Parameters, buffers and their names are the script's, initial values
/// are those of the file, and parameters that the file marks as frozen stay frozen. The script is interpreted operator
/// by operator, never fused or specialized: derivatives of every order are those of the operators, and the same input
/// gives the same bits in every evaluation. The script's random numbers come from the global generator.
class TorchScript : public ConvertsFloatingOnly<Backbone> {
 public:
  using Options = TorchScriptOptions;

  /// Runs the script once on zeros. Throws Error if the file is not given, missing, damaged or not a script of one
  /// tensor, and if the script fails for the input's shape, does not return features, or ignores evaluation mode.
  TorchScript(const Options& options, const InputSpecification& input);
  ~TorchScript() override;

  /// Throws Error with the script's own reason if it fails, and if it overwrites `input`.
  torch::Tensor forward(const torch::Tensor& input, Tap& tap) override;
  std::vector<std::int64_t> feature_shape() const override { return feature_shape_; }
  void train(bool on = true) override;

 private:
  torch::Tensor run(const torch::Tensor& input, Stage stage);
  torch::Tensor first_features(const torch::Tensor& zeros);
  void find_feature_shape(const InputSpecification& input);

  std::string file_;  // the script's name in messages
  std::shared_ptr<torch::jit::Module> script_;
  std::unique_ptr<ScriptTensors> tensors_;
  std::vector<std::int64_t> input_shape_;
  std::vector<std::int64_t> feature_shape_;
};

}  // namespace backbones
