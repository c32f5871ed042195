#include "framework/describe/task_capabilities.hpp"

#include "evograd/after_network.hpp"
#include "evograd/divisible_losses.hpp"
#include "evograd/head_split.hpp"
#include "evograd/meta_parameter_pictures.hpp"
#include "evograd/predictor.hpp"
#include "evograd/pretraining.hpp"
#include "evograd/run_files.hpp"
#include "evograd/shared_evaluation.hpp"

namespace evograd::host {

std::vector<std::string> capabilities_of(const Task& task) {
  std::vector<std::string> all;
  const auto add = [&](const void* capability, const char* name) {
    if (capability) all.emplace_back(name);
  };
  add(dynamic_cast<const AfterNetwork*>(&task), "AfterNetwork");
  add(dynamic_cast<const HeadSplit*>(&task), "HeadSplit");
  add(dynamic_cast<const DivisibleLosses*>(&task), "DivisibleLosses");
  add(dynamic_cast<const SharedEvaluation*>(&task), "SharedEvaluation");
  add(dynamic_cast<const Pretrainable*>(&task), "Pretrainable");
  add(dynamic_cast<const Predictor*>(&task), "Predictor");
  add(dynamic_cast<const MetaParameterPictures*>(&task), "MetaParameterPictures");
  add(dynamic_cast<const RunFiles*>(&task), "RunFiles");
  return all.empty() ? std::vector<std::string>{"none"} : all;
}

}  // namespace evograd::host
