#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace evograd::host::matrix {

/// Whether two steps of a combination went well.
enum class Verdict {
  runs,
  refused,  ///< an Error said why not before the first step
  fails,    ///< anything else: an error during a step, a crash, a hang
};

/// "runs", "refused", "FAILS".
const char* word(Verdict verdict);

/// An estimator with a task and a backbone.
struct Cell {
  std::string task, backbone, estimator;
  Verdict verdict = Verdict::fails;
  std::string reason{};  ///< where it does not run
  double seconds = 0;
};

struct MatrixSelection {
  std::string component{};  ///< only combinations with it; all where empty
  int parallel = 1;
  std::chrono::seconds deadline{60};
  std::int64_t steps = 2;  ///< above kStepsToSettle also whether memory stays what it was after these
};

/// Steps after which a run holds the tensors that it will hold: optimizers' states, what an estimator keeps.
constexpr std::int64_t kStepsToSettle = 20;

/// Runs some steps in either order, and an evaluation, of every estimator with every task and every backbone, each
/// combination in a process of its own. `found` gets each cell as it is made.
///
/// Without manifests these are the components of all plugins on the search path, with the options that
/// ComponentDescription::small gives. A manifest adds its plugins, and its options stand in for those of the components
/// that it names; settings of optimizers and run are those of the first manifest. Throws Error.
void check_matrix(const std::vector<std::filesystem::path>& manifests, const MatrixSelection& selection,
                  const std::function<void(const Cell&)>& found);

}  // namespace evograd::host::matrix
