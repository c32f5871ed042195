#include "framework/compare/run_compare.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <memory>
#include <system_error>
#include <utility>

#include "evograd/logging.hpp"
#include "framework/compare/agreement.hpp"
#include "framework/compare/cell_queue.hpp"
#include "framework/compare/grid.hpp"
#include "framework/compare/heartbeat.hpp"
#include "framework/compare/timings.hpp"
#include "framework/compare/work.hpp"
#include "framework/compare/write_comparison.hpp"

namespace evograd::host {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongestPeriod{10'000};  ///< between two heartbeats

milliseconds period_for(milliseconds claim_timeout) { return std::min(claim_timeout / 10, kLongestPeriod); }

bool tables_exist(const std::filesystem::path& folder) {
  std::error_code missing;
  const std::filesystem::directory_iterator renewed(folder, missing);  // on NFS: what others have written lately
  return std::all_of(kTables.begin(), kTables.end(),
                     [&](const char* name) { return std::filesystem::exists(folder / name, missing); });
}

void add_results(Agreement& agreement) {
  auto& comparison = agreement.comparison;
  for (std::size_t i = 0; i < agreement.runs.size(); ++i) {
    comparison.cells[i].run = agreement.runs[i].summary();
    if (comparison.cells[i].finished()) comparison.score_name = comparison.cells[i].run.at("score_name");
  }
}

/// The cost of the estimators whose runs have finished, of a grid those that were chosen: measured when no run is in
/// progress any more, or, without `measure`, as far as it was measured before.
void add_costs(Agreement& agreement, const Preparation& preparation, const CompareSettings& settings, bool measure) {
  auto& comparison = agreement.comparison;
  const auto shown = chosen_of(comparison);
  for (std::int64_t i = 0; i < settings.seeds; ++i) {
    const auto seed = preparation.own().seed + static_cast<std::uint64_t>(i);
    std::vector<BenchEntry> entries;
    for (const auto& variant : agreement.accepted) {
      const bool timed = std::any_of(shown.cells.begin(), shown.cells.end(), [&](const Cell& cell) {
        return cell.estimator == variant.label && cell.seed == seed && cell.finished();
      });
      if (!timed) continue;
      entries.push_back({variant.label, preparation.cell_manifest(variant, i, agreement.plan.threads)});
    }
    const auto file = settings.folder / fmt::format("timings-{}.json", seed);
    const auto timings = measure ? timed(file, entries, settings.rounds)
                                 : kept_timings(file, entries, settings.rounds).value_or(BenchReport());
    if (i == 0) comparison.plain_ms = timings.plain_ordinary.ms;
    for (auto& cell : comparison.cells) {
      for (const auto& row : timings.estimators) {
        if (cell.seed == seed && cell.estimator == row.name) cell.cost = row;
      }
    }
  }
}

std::vector<std::string> names_of(const std::vector<CellRun>& runs) {
  std::vector<std::string> names;
  for (const auto& run : runs) names.push_back(run.name());
  return names;
}

}  // namespace

CompareResult run_compare(const ManifestRequest& request, const CompareSettings& settings) {
  const Preparation preparation(request, settings);
  if (settings.dry_run) {
    CompareResult result{.comparison = preparation.empty()};
    result.comparison.refused = preparation.refusals(preparation.variants());
    return result;
  }
  const ClaimFolder claims(settings.folder / "claims", this_worker(period_for(settings.claim_timeout)));
  Heartbeat heartbeat(claims.path(), claims.self());
  heartbeat.start();
  Vigil vigil(claims.path(), settings.claim_timeout);
  const bool table_before = tables_exist(settings.folder);
  auto agreement = agree(claims, vigil, preparation, settings);
  if (!settings.variations.empty()) {
    logging::info(fmt::format("a grid of {} settings: {} runs", agreement.accepted.size(), agreement.runs.size()));
  }

  const auto queue = std::make_shared<CellQueue>(
      claims, vigil,
      CellQueue::Settings{.names = names_of(agreement.runs),
                          .finished = [&](std::size_t i) { return agreement.runs[i].finished(); },
                          .plan = agreement.plan.generation,
                          .retry_failed = table_before});
  heartbeat.after_each_beat([queue] { queue->look_for_losses(); });
  const auto end = work(*queue, vigil, agreement.runs, agreement.jobs, settings.wait);
  CompareResult result{.signal = end.signal, .left = end.left};
  if (result.complete()) {
    add_results(agreement);
    result.table = take_table_turn(
        claims, vigil, queue->state(), [&] { return tables_exist(settings.folder); },
        [&] {
          add_costs(agreement, preparation, settings, /*measure=*/true);
          write_comparison(agreement.comparison, settings.folder);
        },
        settings.wait);
    result.left = result.table == TableTurn::left;
    if (result.table != TableTurn::written) add_costs(agreement, preparation, settings, /*measure=*/false);
  }
  result.comparison = std::move(agreement.comparison);
  return result;
}

}  // namespace evograd::host
