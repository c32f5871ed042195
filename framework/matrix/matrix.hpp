#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace evograd::host::matrix {

/// Whether a combination ran through its steps.
enum class Verdict {
  runs,
  refused,  ///< an Error before the first step gave the reason
  fails,    ///< anything else: an error during a step, a crash, a hang
};

/// "runs", "refused", "FAILS".
const char* word(Verdict verdict);

/// An estimator with a task and a backbone.
struct Cell {
  std::string task, backbone, estimator;
  Verdict verdict = Verdict::fails;
  std::string reason{};  ///< why it does not run
  double seconds = 0;
};

struct MatrixSelection {
  std::string component{};  ///< only combinations with it; all if empty
  int parallel = 1;
  std::chrono::seconds deadline{60};
  std::int64_t steps = 2;  ///< above kStepsToSettle, memory must not grow after those
};

/// Steps after which a run has allocated all its tensors: optimizer states, estimator state.
constexpr std::int64_t kStepsToSettle = 20;

/// Runs a few steps in either order, and an evaluation, of every estimator with every task and every backbone, each
/// combination in its own process. `found` receives each cell as it is made.
///
/// Without manifests, the components are those of all plugins on the search path, with the options in
/// ComponentDescription::small, and a task's other inputs where a backbone refuses those of small. A manifest adds its
/// plugins, and its options replace those of the components that it names; settings of optimizers and run are those of
/// the first manifest. Throws Error.
void check_matrix(const std::vector<std::filesystem::path>& manifests, const MatrixSelection& selection,
                  const std::function<void(const Cell&)>& found);

}  // namespace evograd::host::matrix
