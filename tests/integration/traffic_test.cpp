// What a process of a run sends to the others per step, counted by the program, against what cannot be avoided: of a
// sum of [P] over N processes each sends 2 P (N - 1) / N numbers.

#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.hpp"
#include "tests/integration/teams.hpp"

using namespace evograd::test;

namespace {

constexpr double kFloat = 4;  // bytes

double sent_per_step(const std::filesystem::path& run) {
  return summary_of(run).at("distributed").at("bytes_sent_per_step").get<double>();
}

/// How many numbers the flat vector has of the tensors whose names in the run's checkpoint begin with `prefix`: each of
/// them begins at a multiple of 64 bytes.
double numbers(const std::filesystem::path& run, const std::string& prefix) {
  double all = 0;
  const auto header = header_of(run / "checkpoints" / "step-000000004.safetensors");
  for (const auto& [name, tensor] : header.items()) {
    if (!name.starts_with(prefix)) continue;
    const auto shape = tensor.at("shape").get<std::vector<double>>();
    all += 16 * std::ceil(std::accumulate(shape.begin(), shape.end(), 1.0, std::multiplies<>()) / 16);
  }
  REQUIRE(all > 0);
  return all;
}

}  // namespace

TEST_CASE("gradients are summed with no more traffic than a ring needs, whatever the number of processes",
          "[distributed]") {
  Teams teams;
  // The sums of a step: the base update's gradient, v, and where v is taken at a step ahead, that step's gradient.
  const std::vector<std::pair<std::string, int>> estimators = {
      {"none", 1},
      {"t1-t2 --set estimator.validation_point=current", 2},
      {"central-difference --set estimator.validation_point=lookahead", 3}};
  for (const auto& [estimator, sums] : estimators) {
    for (const int size : {2, 3, 4}) {
      INFO(estimator << " on " << size << " processes");
      const auto run =
          teams.together(size, teams.manifest(), "--estimator " + estimator + " --set distributed.split=examples");
      const double floor = sums * 2 * numbers(run, "theta.") * kFloat * (size - 1) / size;
      // Beside them travel terms and losses of ten examples, [H] numbers, and whether to stop.
      CHECK(sent_per_step(run) >= floor);
      CHECK(sent_per_step(run) <= floor + 12 * kFloat * numbers(run, "lambda.") * (size - 1));
    }
  }
}

TEST_CASE("points cost a number and [H] each, and nothing of the size of the network", "[distributed]") {
  Teams teams;
  for (const int size : {2, 3}) {
    const auto run = teams.together(
        size, teams.manifest(),
        "--estimator evograd --set distributed.split=points --set estimator.candidates=" + std::to_string(size));
    const double counters = 5 * 8 + 2 * 8;  // of passes; of the step and whether to stop
    CHECK(sent_per_step(run) == (size - 1) * (kFloat * (numbers(run, "lambda.") + 1) + counters));
  }
  // The losses of evolution strategies are numbers in double precision: two on each process.
  const auto run = teams.together(2, teams.manifest(),
                                  "--estimator evolution-strategies --set estimator.pairs=2 --set "
                                  "distributed.split=points");
  CHECK(sent_per_step(run) == 2 * 8 + 5 * 8 + 2 * 8);
}
