#include "framework/compare/agreement.hpp"

#include <ATen/Parallel.h>
#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "framework/threads/free_cores.hpp"
#include "framework/threads/thread_choice.hpp"

namespace evograd::host {
namespace {

constexpr std::chrono::milliseconds kLoadSample{1000};

bool is_refused(const std::vector<Refusal>& refused, const Variant& variant) {
  return std::any_of(refused.begin(), refused.end(), [&](const auto& one) { return one.name == variant.label; });
}

std::vector<std::string> names_of(const std::vector<Refusal>& refused) {
  std::vector<std::string> names;
  for (const auto& one : refused) names.push_back(one.name);
  return names;
}

void add_cells(Agreement& agreement, const Preparation& preparation, const CompareSettings& settings) {
  agreement.comparison = preparation.empty();
  agreement.comparison.refused = agreement.plan.refused;
  agreement.runs.clear();
  agreement.accepted.clear();
  for (const auto& variant : preparation.variants()) {
    if (!is_refused(agreement.plan.refused, variant)) agreement.accepted.push_back(variant);
  }
  for (std::int64_t i = 0; i < settings.seeds; ++i) {
    const auto seed = preparation.own().seed + static_cast<std::uint64_t>(i);
    for (const auto& variant : agreement.accepted) {
      const auto folder = std::filesystem::path("cells") / fmt::format("{}-{}", variant.file_name(), seed);
      agreement.runs.emplace_back(settings.folder / folder,
                                  preparation.cell_manifest(variant, i, agreement.plan.threads));
      agreement.comparison.cells.push_back(
          {.estimator = variant.label, .seed = seed, .folder = folder, .run = {}, .cost = {}});
    }
  }
}

bool all_finished(const std::vector<CellRun>& runs) {
  return std::all_of(runs.begin(), runs.end(), [](const CellRun& run) { return run.finished(); });
}

/// The threads of each run, if the manifest leaves them to the host; 0 if each run chooses. Since the last digits of a
/// run depend on them, they do not depend on what is free at this moment.
std::int64_t threads_of_runs(std::int64_t jobs) {
  const std::int64_t useful = at::get_num_threads();  // chosen by the work of a step, which is the same for all
  if (jobs == 1) return 0;
  if (jobs == 0) return useful;
  return std::min(useful, std::max<std::int64_t>(1, core_count() / jobs));
}

std::int64_t jobs_now(const Agreement& agreement, const Preparation& preparation) {
  const auto fixed = preparation.own().run.options.threads;
  const std::int64_t threads = fixed > 0                    ? fixed
                               : agreement.plan.threads > 0 ? agreement.plan.threads
                                                            : at::get_num_threads();
  const auto cores = free_cores(kLoadSample);
  const auto jobs = std::max<std::int64_t>(1, cores.count / std::max<std::int64_t>(1, threads));
  logging::info(fmt::format("--jobs auto: {}: {} in parallel, {}", cores.text(),
                            jobs == 1 ? "1 run" : fmt::format("{} runs", jobs),
                            threads == 1 ? "1 thread each" : fmt::format("{} threads each", threads)));
  return jobs;
}

/// Follows the plan of others, after a look whether this machine can.
void join(const ClaimFolder& claims, Vigil& vigil, const Preparation& preparation, const CompareSettings& settings,
          Agreement& agreement) {
  add_cells(agreement, preparation, settings);
  if (all_finished(agreement.runs) && agreement.plan.refused.empty()) return;
  if (!agreement.accepted.empty()) {
    if (const auto refused = preparation.refusals({agreement.accepted.front()}); !refused.empty()) {
      throw Error(agreement.accepted.front().label,
                  "cannot run on this machine, as it did where the comparison in " + settings.folder.string() +
                      " was begun: " + refused.front().reason,
                  "install here what it needs, or begin another comparison with --out");
    }
  }
  std::vector<Variant> before;
  for (const auto& variant : preparation.variants()) {
    if (is_refused(agreement.plan.refused, variant)) before.push_back(variant);
  }
  const auto refused = preparation.refusals(before);
  if (names_of(refused) == names_of(agreement.plan.refused) || other_worker(claims, vigil)) return;
  agreement.plan.refused = refused;  // what they lacked is there now
  add_cells(agreement, preparation, settings);
  if (!write_plan(claims, agreement.plan)) agreement.plan.generation = 0;
}

}  // namespace

Agreement agree(const ClaimFolder& claims, Vigil& vigil, const Preparation& preparation,
                const CompareSettings& settings) {
  Agreement agreement;
  const auto what = preparation.what();
  std::optional<std::vector<Refusal>> refused;
  while (true) {
    auto there = newest_plan(claims);
    const auto difference = there ? plan_difference(there->what, what) : "";
    if (there && difference.empty()) {
      agreement.plan = std::move(*there);
      join(claims, vigil, preparation, settings, agreement);
      if (agreement.plan.generation == 0) continue;  // another worker has changed the plan meanwhile
      break;
    }
    if (there) {
      if (const auto other = other_worker(claims, vigil)) {
        throw Error(settings.folder.string(),
                    "is in use for another comparison, by " + other->text() + ": " + difference,
                    "start all workers of a comparison with the same arguments, or specify another folder with --out");
      }
    }
    if (!refused) refused = preparation.refusals(preparation.variants());
    agreement.plan = {.what = what,
                      .threads = there && there->threads > 0 ? there->threads : threads_of_runs(settings.jobs),
                      .refused = *refused,
                      .generation = there ? there->generation : 0,
                      .by = {}};
    add_cells(agreement, preparation, settings);
    if (write_plan(claims, agreement.plan)) break;
  }
  const bool open = !all_finished(agreement.runs);
  agreement.jobs = settings.jobs > 0 ? settings.jobs : open ? jobs_now(agreement, preparation) : 1;
  return agreement;
}

}  // namespace evograd::host
