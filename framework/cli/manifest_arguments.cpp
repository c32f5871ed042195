#include "framework/cli/manifest_arguments.hpp"
#include "framework/cli/path_arguments.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

namespace evograd::host {

void add_manifest_arguments(CLI::App& verb, ManifestRequest& request) {
  add_path_option(verb, "MANIFEST", request.file, "TOML file that specifies the run")->required();
  // One value per option, so that a manifest may follow; the option may be repeated.
  verb.add_option("--set", request.settings, "Set an existing key: estimator.sigma=0.01")
      ->type_name("KEY=VALUE")
      ->take_all()
      ->allow_extra_args(false);
  verb.add_option("--task", request.task, "Use this task with its defaults instead of the manifest's");
  verb.add_option("--backbone", request.backbone, "Use this backbone with its defaults instead of the manifest's");
}

}  // namespace evograd::host
