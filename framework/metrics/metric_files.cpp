#include "framework/metrics/metric_files.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "framework/metrics/csv_lines.hpp"
#include "framework/metrics/metric_line.hpp"
#include "framework/metrics/tensorboard_events.hpp"

namespace evograd::host {
namespace {

double now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

std::uint64_t kept(const Json& sizes, const char* name) {
  return sizes.is_object() ? sizes.value(name, std::uint64_t{0}) : 0;
}

}  // namespace

MetricFiles::MetricFiles(const std::filesystem::path& folder, const Json& sizes)
    : json_lines_(folder / json_lines, kept(sizes, json_lines)),
      csv_(folder / csv, kept(sizes, csv)),
      tensorboard_(folder / tensorboard, kept(sizes, tensorboard)) {
  const std::array<std::pair<const char*, const AppendedFile*>, 3> files{
      {{json_lines, &json_lines_}, {csv, &csv_}, {tensorboard, &tensorboard_}}};
  for (const auto& [name, file] : files) {
    if (file->size() < kept(sizes, name)) cut_short_.push_back(name);
  }
  if (csv_.size() == 0) csv_.append(csv_header);
  if (tensorboard_.size() == 0) tensorboard_.append(tensorboard_header(now()));
}

void MetricFiles::append(const MetricRecord& record) {
  json_lines_.append(metric_line(record) + "\n");
  csv_.append(csv_lines(record));
  tensorboard_.append(tensorboard_event(record, now()));
}

Json MetricFiles::sizes() {
  for (auto* file : {&json_lines_, &csv_, &tensorboard_}) file->sync();
  return {{json_lines, json_lines_.size()}, {csv, csv_.size()}, {tensorboard, tensorboard_.size()}};
}

}  // namespace evograd::host
