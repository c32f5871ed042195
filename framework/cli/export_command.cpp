#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <filesystem>
#include <memory>
#include <ostream>
#include <string>

#include "framework/cli/command_line.hpp"
#include "framework/cli/commands.hpp"
#include "framework/cli/path_arguments.hpp"
#include "framework/export/export_run.hpp"

namespace evograd::host {

void add_export_command(CLI::App& app, Command& chosen) {
  auto* verb = app.add_subcommand("export", "Export a run's networks as safetensors and TorchScript");
  struct Arguments {
    std::filesystem::path run;
    std::filesystem::path out;
    std::string checkpoint = "result";
  };
  const auto arguments = std::make_shared<Arguments>();
  add_path_option(*verb, "RUN", arguments->run, "Run folder")->required();
  add_path_option(*verb, "--out", arguments->out, "Folder for the files (default: RUN/export)");
  verb->add_option(
          "--checkpoint", arguments->checkpoint,
          "result: the checkpoint of the evaluation that the task selects, if it selects one; last: the newest")
      ->check(CLI::IsMember({"result", "last"}));
  verb->callback([&chosen, arguments] {
    chosen = [arguments](const Terminal& /*terminal*/) {
      export_run(arguments->run, arguments->out.empty() ? arguments->run / "export" : arguments->out,
                 arguments->checkpoint == "last" ? ExportedCheckpoint::last : ExportedCheckpoint::result);
      return exit_code::success;
    };
  });
}

}  // namespace evograd::host
