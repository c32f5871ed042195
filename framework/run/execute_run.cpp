#include "framework/run/execute_run.hpp"

#include "evograd/error.hpp"

namespace evograd::host {

RunResult execute_run(const ResolvedManifest&, const std::filesystem::path&) {
  throw Error("run", "training is not linked in yet", "use --dry-run");
}

}  // namespace evograd::host
