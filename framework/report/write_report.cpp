#include "framework/report/write_report.hpp"

#include "evograd/error.hpp"
#include "framework/files/write_file.hpp"
#include "framework/report/program_differences.hpp"
#include "framework/report/report_page.hpp"
#include "framework/report/reported_run.hpp"
#include "framework/report/run_labels.hpp"

namespace evograd::host {

WrittenReport write_report(const std::vector<std::filesystem::path>& folders, std::filesystem::path file) {
  if (folders.empty()) throw Error("", "no run given", "specify the folders of runs, e.g. runs/label-noise");
  if (file.empty()) file = (folders.size() == 1 ? folders.front() : std::filesystem::path()) / "report.html";
  if (std::filesystem::is_directory(file)) {
    throw Error(file.string(), "is a folder", "specify a file with --out, e.g. " + (file / "report.html").string());
  }
  const auto labels = run_labels(folders);
  std::vector<ReportedRun> runs;
  for (std::size_t i = 0; i < folders.size(); ++i) {
    runs.push_back(read_run(folders[i]));
    runs.back().label = labels[i];
  }
  const auto differences = program_differences(runs);
  write_file(file, report_page(runs, differences));
  WrittenReport written{.file = file, .warnings = {}};
  for (const auto& difference : differences) written.warnings.push_back(difference.text());
  return written;
}

}  // namespace evograd::host
