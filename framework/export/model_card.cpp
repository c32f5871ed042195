#include "framework/export/model_card.hpp"

#include <sstream>

#include "evograd/text.hpp"
#include "framework/manifest/backbone_files.hpp"
#include "framework/manifest/manifest_tables.hpp"
#include "framework/manifest/nearest.hpp"

namespace evograd::host {
namespace {

void add_files(const ModelCard& card, std::ostream& text) {
  text << "| file | content |\n| --- | --- |\n"
       << "| `model.safetensors` | the trained network, " << card.model_parameters << " trained parameters |\n";
  if (card.has_meta_model) {
    text << "| `meta_model.safetensors` | the meta-learned parameters, " << card.meta_parameters << " parameters |\n";
  }
  if (!card.torchscript.written) {
    text << "\nThere is no TorchScript file: " << card.torchscript.reason << ".\n";
    return;
  }
  text << "| `model.pt` | TorchScript, `forward(" << comma_separated(card.prediction_inputs) << ")` |\n\n"
       << "Its inputs are `" << comma_separated(card.torchscript.inputs) << "`; only B may differ. "
       << (card.torchscript.any_batch_size
               ? "Its outputs were compared with the network's on a full batch and on half a batch.\n"
               : "B is fixed too: it only accepts batches of the size of the run's validation batches.\n")
       << "\n```python\nimport torch\nnetwork = torch.jit.load(\"model.pt\")\n```\n";
}

/// The files that the backbone was made from, and what of them is not in the network's file.
void add_backbone_files(const ResolvedManifest& manifest, std::ostream& text) {
  const auto files = backbone_files(manifest);
  if (files.empty()) return;
  text << "\nThe backbone was made from these files. `model.safetensors` has their parameters and buffers as trained, "
          "but "
          "nothing else of them: code and constants, such as the weights of a frozen script, are only in these files "
          "and "
          "in `model.pt`.\n\n| option | file | SHA-256 |\n| --- | --- | --- |\n";
  for (const auto& file : files) {
    text << "| " << file.option << " | `" << file.path.filename().string() << "` | `" << file.sha256 << "` |\n";
  }
}

void add_result(const Json& state, std::ostream& text) {
  const auto& metrics = state.at("result").at("metrics");
  if (metrics.empty()) return;
  text << "\n## Result\n\nThe run's evaluation after step " << state.at("result").at("step")
       << "; the exported networks are from step " << state.at("step") << ".\n\n| metric | value |\n| --- | --- |\n";
  for (const auto& metric : metrics) {
    text << "| " << metric.at(0).get<std::string>() << " | " << exact_number(metric.at(1)) << " |\n";
  }
}

}  // namespace

std::string ModelCard::text() const {
  const auto& state = checkpoint.checkpoint.state;
  std::ostringstream text;
  text << "# " << manifest.name << "\n\nBackbone `" << manifest.backbone.entry->name << "`, trained on task `"
       << manifest.task.entry->name << "` with meta-gradients of estimator `" << manifest.estimator.entry->name
       << "`, seed " << manifest.seed << ", after " << state.at("step") << " of " << manifest.run.options.steps
       << " steps.\n\n";
  add_files(*this, text);
  add_backbone_files(manifest, text);
  add_result(state, text);
  text << "\n## How it was made\n\n| plugin | version | SHA-256 |\n| --- | --- | --- |\n";
  for (const auto& plugin : manifest.plugins) {
    text << "| " << plugin.name << " | " << plugin.version << " | `" << plugin.sha256 << "` |\n";
  }
  text << "\nAll settings; `[task]` specifies the data, which has its own licence.\n\n```toml\n";
  for (const auto& table : manifest_tables(manifest)) {
    if (table.header() == "[[plugin]]") continue;
    if (!table.name.empty()) text << "\n" << table.header() << "\n";
    for (const auto& line : table.lines) {
      if (line.key != "folder") text << line.key << " = " << evograd::to_toml(line.value) << "\n";
    }
  }
  text << "```\n";
  return text.str();
}

}  // namespace evograd::host
