#include <algorithm>
#include <string>
#include <vector>

#include "framework/manifest/manifest.hpp"

namespace evograd::host {
namespace {

/// Lines of one table, their comments in one column.
class TableWriter {
 public:
  TableWriter(std::string header, bool with_comments) : header_(std::move(header)), with_comments_(with_comments) {}

  void line(const std::string& key, const OptionValue& value, const std::string& comment) {
    lines_.push_back({key + " = " + evograd::to_toml(value), comment});
  }

  /// The options in the order of their declaration.
  void options(const std::vector<OptionSpecification>& specifications, const ResolvedOptions& options) {
    for (const auto& option : specifications) {
      line(option.name, options.values.at(option.name), options.origins.at(option.name));
    }
  }

  std::string text() const {
    constexpr std::size_t widest_aligned = 48;
    std::size_t width = 0;
    for (const auto& line : lines_) {
      if (line.text.size() <= widest_aligned) width = std::max(width, line.text.size());
    }
    std::string all = header_.empty() ? "" : "\n" + header_ + "\n";
    for (const auto& line : lines_) {
      all += line.text;
      if (with_comments_ && !line.comment.empty()) {
        all += std::string(line.text.size() < width ? width - line.text.size() : 0, ' ') + "  # " + line.comment;
      }
      all += "\n";
    }
    return all;
  }

 private:
  struct Line {
    std::string text;
    std::string comment;
  };

  std::string header_;
  bool with_comments_;
  std::vector<Line> lines_;
};

}  // namespace

std::string to_toml(const ResolvedManifest& manifest, bool with_origin_comments) {
  std::string all;
  const auto write = [&](const std::string& header, const auto& fill) {
    TableWriter writer(header, with_origin_comments);
    fill(writer);
    all += writer.text();
  };

  write("", [&](TableWriter& top) {
    top.line("name", manifest.name, manifest.origins.at("name"));
    top.line("seed", static_cast<std::int64_t>(manifest.seed), manifest.origins.at("seed"));
    top.line("folder", manifest.folder.string(), "relative data paths start here");
  });
  for (const auto& plugin : manifest.plugins) {
    write("[[plugin]]", [&](TableWriter& table) {
      table.line("path", plugin.file.string(), plugin.name + " " + plugin.version);
      table.line("sha256", plugin.sha256, "");
    });
  }
  const auto write_component = [&](const auto& component, const std::string& kind) {
    write("[" + kind + "]", [&](TableWriter& table) {
      table.line("use", component.entry->name, component.origins.at("use"));
      table.options(component.entry->options, component);
    });
  };
  write_component(manifest.task, "task");
  write_component(manifest.backbone, "backbone");
  write_component(manifest.estimator, "estimator");
  const auto write_optimizer = [&](const ResolvedOptimizer& optimizer, const std::string& role) {
    write("[optimizer." + role + "]", [&](TableWriter& table) {
      table.line("use", optimizer.options.kind, optimizer.origins.at("use"));
      table.options(optimizer_specifications(optimizer.options.kind), optimizer);
    });
  };
  write_optimizer(manifest.base_optimizer, "base");
  write_optimizer(manifest.meta_optimizer, "meta");
  write_optimizer(manifest.pretrain_optimizer, "pretrain");
  write("[run]", [&](TableWriter& table) { table.options(RunOptions::schema().specifications(), manifest.run); });
  write("[pretrain]",
        [&](TableWriter& table) { table.options(PretrainOptions::schema().specifications(), manifest.pretrain); });
  write("[probe]", [&](TableWriter& table) { table.options(ProbeOptions::schema().specifications(), manifest.probe); });
  return all;
}

}  // namespace evograd::host
