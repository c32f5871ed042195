#include "framework/export/export_run.hpp"

#include <fmt/format.h>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/predictor.hpp"
#include "framework/checkpoint/checkpoint_folder.hpp"
#include "framework/checkpoint/manifest_differences.hpp"
#include "framework/checkpoint/training_tensors.hpp"
#include "framework/export/model_card.hpp"
#include "framework/export/network_file.hpp"
#include "framework/export/torchscript_file.hpp"
#include "framework/files/write_file.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/run/run_folder.hpp"
#include "framework/run/session.hpp"

namespace evograd::host {
namespace {

FoundCheckpoint checkpoint_of(const std::filesystem::path& run_folder, ExportedCheckpoint which) {
  const CheckpointFolder folder(run_folder / RunFolder::kCheckpoints);
  std::optional<FoundCheckpoint> found;
  if (which == ExportedCheckpoint::result) found = folder.best();
  if (!found) found = folder.newest();
  if (!found) {
    throw Error(
        run_folder.string(), "does not contain a checkpoint to export",
        "specify the folder of a run, e.g. runs/label-noise; a run writes a checkpoint every [checkpoint] every steps "
        "and at its end");
  }
  return std::move(*found);
}

void make_empty_folder(const std::filesystem::path& out) {
  std::error_code failure;
  std::filesystem::create_directories(out, failure);
  if (!failure && std::filesystem::is_empty(out, failure) && !failure) return;
  throw Error(out.string(), failure ? "cannot be created: " + failure.message() : "already contains files",
              "specify another folder with --out");
}

}  // namespace

void export_run(const std::filesystem::path& run_folder, const std::filesystem::path& out, ExportedCheckpoint which) {
  const auto found = checkpoint_of(run_folder, which);
  const auto manifest = load_manifest({.file = run_folder / RunFolder::kManifest});
  require_same_manifest(found.file, found.checkpoint.state.at("manifest"), manifest, {"host"});
  make_empty_folder(out);

  Session session(manifest, Pretrain::never);
  restore_training(session.trainer(), found.checkpoint, found.file);
  auto& task = session.task();

  ModelCard card{.manifest = manifest, .checkpoint = found, .prediction_inputs = {}};
  if (auto* predictor = dynamic_cast<Predictor*>(&task)) card.prediction_inputs = predictor->prediction_inputs();
  const std::map<std::string, std::string> metadata{
      {"format", "pt"}, {"run", manifest.name}, {"step", fmt::to_string(session.trainer().steps_taken())}};
  write_network(out / "model.safetensors", *task.model(), metadata);
  card.model_parameters = session.trainer().state().theta.layout().element_count();
  if (!task.meta_model()->parameters().empty() || !task.meta_model()->buffers().empty()) {
    write_network(out / "meta_model.safetensors", *task.meta_model(), metadata);
    card.meta_parameters = session.trainer().state().lambda.layout().element_count();
    card.has_meta_model = true;
  }
  card.torchscript = write_torchscript(out / "model.pt", task, session.trainer());
  write_file(out / "README.md", card.text());
  logging::info(fmt::format("exported step {} to {}: model", session.trainer().steps_taken(), out.string()) +
                (card.has_meta_model ? ", meta-model" : "") +
                (card.torchscript.written ? ", TorchScript" : "; no TorchScript: " + card.torchscript.reason));
}

}  // namespace evograd::host
