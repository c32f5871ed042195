#include "framework/report/run_remarks.hpp"

#include <fmt/core.h>

#include <cmath>

#include "framework/report/number_text.hpp"

namespace evograd::host {
namespace {

constexpr std::size_t kQuotedWarnings = 5;

void add_end(const ReportedRun& run, std::vector<RunRemark>& remarks) {
  const auto steps = "after step " + grouped(run.steps_taken());
  const auto error = member_text(run.summary, "error");
  const auto status = run.status();
  if (status == "failed") {
    remarks.push_back({true, "failed " + steps + ": " + (error.empty() ? "the reason was not recorded" : error)});
  } else if (status == "unfinished") {
    remarks.push_back({false, "unfinished: there is no summary.json; the run is still running or was killed " + steps});
  } else if (status != "finished") {
    remarks.push_back({false, status + " " + steps + (error.empty() ? "" : ": " + error)});
  }
  if (!run.summary.is_null() && run.metrics.last_step > run.steps_taken()) {
    remarks.push_back({false, "summary.json is from step " + grouped(run.steps_taken()) +
                                  " and older than the metrics, which continue to step " +
                                  grouped(run.metrics.last_step)});
  }
}

std::size_t not_finite(const RunMetrics& metrics) {
  std::size_t count = 0;
  for (const auto& [name, curve] : metrics.curves) {
    for (const double value : curve.values) count += std::isfinite(value) ? 0 : 1;
  }
  return count;
}

}  // namespace

/// Quotes the first few warnings.
void add_warnings(const ReportedRun& run, std::vector<RunRemark>& remarks) {
  const auto warnings = run.field("warnings");
  if (!warnings.is_array()) return;
  for (std::size_t i = 0; i < warnings.size(); ++i) {
    if (i == kQuotedWarnings) {
      remarks.push_back({false, fmt::format("{} further warnings are in run.log", warnings.size() - i)});
      return;
    }
    const auto times = static_cast<std::int64_t>(member_number(warnings[i], "times").value_or(1));
    remarks.push_back({false, "warning: " + member_text(warnings[i], "message") +
                                  (times > 1 ? fmt::format(" ({} times)", times) : "")});
  }
}

std::vector<RunRemark> run_remarks(const ReportedRun& run) {
  std::vector<RunRemark> remarks;
  add_end(run, remarks);
  add_warnings(run, remarks);
  if (run.metrics.cut_off) {
    remarks.push_back({false, "the last line of metrics.jsonl is truncated and was skipped"});
  }
  if (run.metrics.repeats_steps) {
    remarks.push_back({false, "resumed, and some steps were repeated; the later values are shown"});
  }
  if (const auto count = not_finite(run.metrics); count > 0) {
    remarks.push_back({false, grouped(static_cast<std::int64_t>(count)) +
                                  (count == 1 ? " logged value was" : " logged values were") +
                                  " not finite; the curves have gaps there"});
  }
  if (run.metrics.last_step == 0) remarks.push_back({false, "there are no metrics, so there are no curves"});
  if (run.description.is_null()) {
    remarks.push_back({false, "there is no run.json: options, command, machine and compiler are unknown"});
  }
  return remarks;
}

}  // namespace evograd::host
