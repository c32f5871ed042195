#include "framework/check/engine/run_checks.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <set>
#include <tuple>
#include <utility>

#include "evograd/error.hpp"
#include "evograd/progress.hpp"
#include "framework/check/engine/child_process.hpp"
#include "framework/errors/reason.hpp"
#include "framework/files/json_text.hpp"
#include "framework/log/silence.hpp"
#include "framework/manifest/nearest.hpp"
#include "framework/plugin/plugin_catalog.hpp"
#include "framework/prepare/device_settings.hpp"
#include "framework/threads/threads.hpp"

namespace evograd::host::check {
namespace {

using Json = nlohmann::json;

/// Runs `check` in this process on the device of that name, and returns its status and message.
std::string report_of(const Check& check, Context context, const std::string& device) {
  const Silence silence;
  set_thread_count(1);  // numbers and memory must not depend on the machine
  const auto said = [&](const char* status, const std::string& message) {
    return json_text(Json{{"status", status}, {"message", message}});
  };
  try {
    context.device = choose_device(device);
    check.run(context);
  } catch (const Failure& failure) {
    return said("failed", failure.what());
  } catch (const Skip& skip) {
    return said("skipped", skip.what());
  } catch (const std::exception& error) {
    return said("failed", "threw: " + reason(error));
  } catch (...) {
    return said("failed", "threw something that is not a std::exception");
  }
  std::string warnings;
  for (const auto& warning : context.warnings) warnings += (warnings.empty() ? "" : "; ") + warning;
  return said(warnings.empty() ? "passed" : "warned", warnings);
}

/// The components that the library registers, as [[kind, name], …].
std::string components_of(const std::filesystem::path& file) {
  auto list = Json::array();
  try {
    PluginCatalog catalog({});
    catalog.load_file(file);
    for (const auto& component : catalog.registry().components()) {
      list.push_back({component.kind, component.entry->name});
    }
  } catch (...) {
    // reported by plugin/loads
  }
  return json_text(list);
}

std::chrono::milliseconds deadline_of(Level level, const Selection& selection) {
  if (selection.deadline) return *selection.deadline;
  switch (level) {
    case Level::load:
      return std::chrono::seconds(30);
    case Level::contract:
      return std::chrono::seconds(120);
    case Level::numbers:
    case Level::stress:
      break;
  }
  return std::chrono::seconds(300);
}

void judge(Finding& finding, const ChildResult& result, bool strict) {
  finding.seconds = result.seconds;
  switch (result.end) {
    case ChildResult::End::signalled:
      finding.status = Status::crashed;
      finding.message = std::string("the process was killed by: ") + strsignal(result.code);
      break;
    case ChildResult::End::exited:
      finding.status = Status::exited;
      finding.message = fmt::format("the process ended with exit code {}", result.code);
      break;
    case ChildResult::End::timed_out:
      finding.status = Status::timed_out;
      finding.message = fmt::format("did not finish within {} s and was killed", static_cast<int>(result.seconds));
      break;
    case ChildResult::End::reported: {
      const auto report = Json::parse(result.report);
      const std::string status = report["status"];
      finding.status = status == "passed"    ? Status::passed
                       : status == "warned"  ? Status::warned
                       : status == "skipped" ? Status::skipped
                                             : Status::failed;
      if (strict && finding.status == Status::warned) finding.status = Status::failed;
      finding.message = report["message"];
      break;
    }
  }
  if (bad(finding.status)) finding.output = result.output;
}

void run_jobs(const std::vector<ChildJob>& jobs, const Selection& selection,
              const std::function<void(std::size_t, const ChildResult&)>& done) {
  if (!selection.in_process) return run_in_children(jobs, selection.parallel, done);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    done(i, {.end = ChildResult::End::reported, .report = jobs[i].work(-1)});
  }
}

/// Identifies the component of a subject.
auto identity(const Subject& subject) { return std::tie(subject.file, subject.kind, subject.component); }

bool selects(const Selection& selection, const Check& check) {
  const auto named = [&](const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const auto& name) { return name == check.id || name == check.kind(); });
  };
  if (selection.device != "cpu" && (check.level != Level::contract || check.kind() == "estimator")) return false;
  return static_cast<int>(check.level) <= selection.level && (selection.only.empty() || named(selection.only)) &&
         !named(selection.skip);
}

void require_known(const std::vector<Check>& checks, const std::vector<std::string>& names) {
  std::vector<std::string> known;
  for (const auto& check : checks) {
    for (const auto& name : {check.kind(), check.id}) {
      if (std::find(known.begin(), known.end(), name) == known.end()) known.push_back(name);
    }
  }
  for (const auto& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    throw Error("", "there is no check named '" + name + "'", suggestion(name, "checks", known));
  }
}

/// Asks a child, since a process that has looked for GPUs has children that cannot use them.
void require_device(const Selection& selection) {
  if (selection.device == "cpu") return;
  const auto unknown = [&](int) -> std::string {
    try {
      choose_device(selection.device);
    } catch (const Error& error) {
      return error.cause();
    }
    return {};
  };
  run_jobs({{unknown, deadline_of(Level::load, selection)}}, selection, [](std::size_t, const ChildResult& result) {
    if (result.end != ChildResult::End::reported) return;
    if (!result.report.empty()) throw Error("--device", result.report, "choose one that is there, or leave it out");
  });
}

}  // namespace

const char* word(Status status) {
  switch (status) {
    case Status::passed:
      return "pass";
    case Status::warned:
      return "warn";
    case Status::skipped:
      return "skip";
    case Status::failed:
      return "FAIL";
    case Status::crashed:
      return "CRASH";
    case Status::exited:
      return "EXIT";
    case Status::timed_out:
      break;
  }
  return "HANG";
}

void run_checks(const std::vector<Check>& checks, const std::vector<std::filesystem::path>& files,
                const Selection& selection, const std::function<void(const Finding&)>& found) {
  require_known(checks, selection.only);
  require_known(checks, selection.skip);
  require_device(selection);

  std::vector<Subject> subjects;
  std::vector<ChildJob> jobs;
  for (const auto& file : files) {
    subjects.push_back({file, "plugin", ""});
    jobs.push_back({[file](int) { return components_of(file); }, deadline_of(Level::load, selection)});
  }
  run_jobs(jobs, selection, [&](std::size_t job, const ChildResult& result) {
    if (result.end != ChildResult::End::reported) return;
    for (const auto& component : Json::parse(result.report))
      subjects.push_back({files[job], component[0], component[1]});
  });

  std::set<std::tuple<std::filesystem::path, std::string, std::string>> failed;
  for (const auto level : {Level::load, Level::contract, Level::numbers, Level::stress}) {
    std::vector<Finding> findings;
    jobs.clear();
    for (const auto& subject : subjects) {
      if (failed.contains(identity(subject)) || failed.contains({subject.file, "plugin", ""})) continue;
      if (!selection.component.empty() && subject.component != selection.component) continue;
      for (const auto& check : checks) {
        if (check.level != level || !check.concerns(subject.kind) || !selects(selection, check)) continue;
        findings.push_back({subject, &check});
        jobs.push_back({[&check, subject, &selection](int output) {
                          return report_of(check, {subject, RandomKey(selection.seed), selection.rounds, {}, output},
                                           selection.device);
                        },
                        deadline_of(level, selection)});
      }
    }
    Progress progress(fmt::format("checking, level {}", static_cast<int>(level)),
                      static_cast<std::int64_t>(jobs.size()), "checks");
    run_jobs(jobs, selection, [&](std::size_t job, const ChildResult& result) {
      progress.advance();
      judge(findings[job], result, selection.strict);
      if (bad(findings[job].status)) failed.insert(identity(findings[job].subject));
      found(findings[job]);
    });
  }
}

}  // namespace evograd::host::check
