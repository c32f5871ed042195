#include "framework/matrix/matrix.hpp"

#include <fmt/core.h>

#include <cstring>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/progress.hpp"
#include "framework/check/engine/child_process.hpp"
#include "framework/errors/reason.hpp"
#include "framework/files/json_text.hpp"
#include "framework/log/silence.hpp"
#include "framework/manifest/manifest.hpp"
#include "framework/plugin/search_path.hpp"
#include "framework/run/session.hpp"

namespace evograd::host::matrix {
namespace {

using Json = nlohmann::json;
using ComponentKey = std::pair<std::string, std::string>;  // kind and name

/// The manifest that every combination is run with.
struct Ground {
  ResolvedManifest manifest;  // its components are replaced
  std::map<ComponentKey, OptionValues> options;
};

template <RegistryEntry Entry>
void take_options(Ground& ground, const ResolvedComponent<Entry>& component) {
  ground.options[{kind_name<Entry>(), component.entry->name}] = component.values;
}

Ground ground_of(const std::vector<std::filesystem::path>& files, std::int64_t steps) {
  Ground ground;
  for (const auto& file : files) {
    auto manifest = load_manifest({.file = file}, ground.manifest.catalog);
    take_options(ground, manifest.task);
    take_options(ground, manifest.backbone);
    take_options(ground, manifest.estimator);
    if (!ground.manifest.catalog) ground.manifest = std::move(manifest);
  }
  if (files.empty()) {
    ground.manifest.catalog = std::make_shared<PluginCatalog>(plugin_search_path());
    ground.manifest.folder = std::filesystem::current_path();
    ground.manifest.base_optimizer.options.lr = 0.01;
    ground.manifest.meta_optimizer.options.lr = 0.001;
  }
  ground.manifest.catalog->load_all();
  auto& run = ground.manifest.run.options;
  run.steps = steps;
  run.threads = 1;
  run.batches = "in-step";  // memory is read between steps: no other thread may allocate then
  return ground;
}

template <RegistryEntry Entry>
void use(ResolvedComponent<Entry>& component, const Registered<Entry>& registered, const Ground& ground) {
  const auto given = ground.options.find({kind_name<Entry>(), registered.entry.name});
  component.entry = &registered.entry;
  component.plugin = registered.plugin;
  component.values = given == ground.options.end() ? registered.entry.description.small : given->second;
  component.position.clear();
}

/// Empty if `session` has the same tensor bytes after all its steps as after kStepsToSettle of them, and no step of the
/// second half needed over a twentieth more than the first half did.
std::string growth_over(Session& session, std::int64_t steps) {
  const auto& memory = session.memory();
  std::int64_t held = 0, first_peak = 0;
  for (std::int64_t step = 1; step <= steps; ++step) {
    session.trainer().step();
    if (step == kStepsToSettle) {
      held = memory.live_bytes();
      memory.reset_peak();
    }
    if (step == (kStepsToSettle + steps) / 2) {
      first_peak = memory.peak_bytes();
      memory.reset_peak();
    }
  }
  if (steps <= kStepsToSettle) return {};
  const auto bytes = [](std::int64_t before, std::int64_t after) {
    return fmt::format(" grew from {} to {} bytes", before, after);
  };
  if (memory.live_bytes() > held) {
    return fmt::format("what is held after step {}{}", kStepsToSettle, bytes(held, memory.live_bytes()));
  }
  // The twentieth: batches of texts differ in length.
  const bool grew = static_cast<double>(memory.peak_bytes()) > 1.05 * static_cast<double>(first_peak);
  return grew ? "the peak of a step" + bytes(first_peak, memory.peak_bytes()) : "";
}

/// Takes the steps and returns verdict and reason.
Json outcome_of(const ResolvedManifest& manifest) {
  const Silence silence;
  const auto said = [](Verdict verdict, const std::string& text) {
    return Json{{"verdict", static_cast<int>(verdict)}, {"reason", text}};
  };
  std::unique_ptr<Session> session;
  try {
    session = std::make_unique<Session>(manifest, Pretrain::never);
  } catch (const Error& error) {
    const auto where = error.where().empty() ? "" : error.where() + ": ";
    return said(Verdict::refused, where + error.cause());
  } catch (const std::exception& exception) {
    return said(Verdict::fails, "setup failed: " + reason(exception));
  }
  try {
    if (const auto growth = growth_over(*session, manifest.run.options.steps); !growth.empty()) {
      return said(Verdict::fails, growth);
    }
    session->trainer().evaluate();
  } catch (const std::exception& exception) {
    return said(Verdict::fails, reason(exception));
  } catch (...) {
    return said(Verdict::fails, "threw something that is not a std::exception");
  }
  return said(Verdict::runs, "");
}

/// Tries both orders: the first failure decides, otherwise the first success.
Json outcome_in_both_orders(ResolvedManifest manifest) {
  Json decided;
  for (const char* order : {"base-first", "meta-first"}) {
    manifest.run.options.order = order;
    const auto outcome = outcome_of(manifest);
    const auto verdict = static_cast<Verdict>(outcome["verdict"].get<int>());
    if (decided.is_null() || verdict == Verdict::fails || verdict == Verdict::runs) decided = outcome;
    if (verdict == Verdict::fails) break;
  }
  return decided;
}

/// Tries the task's other inputs as long as it is refused. If all are, the reason is that of the first.
std::string work(ResolvedManifest manifest, const std::vector<OptionValues>& other_inputs) {
  auto decided = outcome_in_both_orders(manifest);
  const auto first_values = manifest.task.values;
  for (const auto& other : other_inputs) {
    if (decided["verdict"] != static_cast<int>(Verdict::refused)) break;
    manifest.task.values = first_values;
    for (const auto& [name, value] : other) manifest.task.values[name] = value;
    const auto outcome = outcome_in_both_orders(manifest);
    if (outcome["verdict"] != static_cast<int>(Verdict::refused)) decided = outcome;
  }
  return json_text(decided);
}

void judge(Cell& cell, const check::ChildResult& result) {
  cell.seconds = result.seconds;
  switch (result.end) {
    case check::ChildResult::End::reported: {
      const auto outcome = Json::parse(result.report);
      cell.verdict = static_cast<Verdict>(outcome["verdict"].get<int>());
      cell.reason = outcome["reason"];
      break;
    }
    case check::ChildResult::End::signalled:
      cell.reason = std::string("the process was killed by: ") + strsignal(result.code);
      break;
    case check::ChildResult::End::exited:
      cell.reason = fmt::format("the process ended with exit code {}", result.code);
      break;
    case check::ChildResult::End::timed_out:
      cell.reason = fmt::format("did not finish within {} s and was killed", static_cast<int>(result.seconds));
      break;
  }
}

}  // namespace

const char* word(Verdict verdict) {
  switch (verdict) {
    case Verdict::runs:
      return "runs";
    case Verdict::refused:
      return "refused";
    case Verdict::fails:
      break;
  }
  return "FAILS";
}

void check_matrix(const std::vector<std::filesystem::path>& manifests, const MatrixSelection& selection,
                  const std::function<void(const Cell&)>& found) {
  const auto ground = ground_of(manifests, selection.steps);
  const auto& registry = ground.manifest.catalog->registry();
  std::vector<Cell> cells;
  std::vector<check::ChildJob> jobs;
  for (const auto& task : registry.all<TaskEntry>()) {
    for (const auto& backbone : registry.all<BackboneEntry>()) {
      for (const auto& estimator : registry.all<EstimatorEntry>()) {
        const auto& only = selection.component;
        if (!only.empty() && only != task.entry.name && only != backbone.entry.name && only != estimator.entry.name) {
          continue;
        }
        cells.push_back({task.entry.name, backbone.entry.name, estimator.entry.name});
        const bool given = ground.options.contains({kind_name<TaskEntry>(), task.entry.name});
        const auto& other_inputs = given ? std::vector<OptionValues>() : task.entry.description.other_inputs;
        jobs.push_back({[&, other_inputs](int) {
                          auto manifest = ground.manifest;
                          use(manifest.task, task, ground);
                          use(manifest.backbone, backbone, ground);
                          use(manifest.estimator, estimator, ground);
                          return work(std::move(manifest), other_inputs);
                        },
                        selection.deadline});
      }
    }
  }
  Progress progress("checking", static_cast<std::int64_t>(jobs.size()), "combinations");
  check::run_in_children(jobs, selection.parallel, [&](std::size_t job, const check::ChildResult& result) {
    progress.advance();
    judge(cells[job], result);
    found(cells[job]);
  });
}

}  // namespace evograd::host::matrix
