#include "framework/report/program_differences.hpp"

#include <algorithm>

#include "evograd/text.hpp"

namespace evograd::host {
namespace {

/// The variants found for each subject, in the order in which they were found.
class Variants {
 public:
  void add(const std::string& subject, const std::string& what, const std::string& run) {
    auto known = std::find_if(all_.begin(), all_.end(), [&](const auto& entry) { return entry.subject == subject; });
    if (known == all_.end()) known = all_.insert(all_.end(), {subject, {}, {}});
    auto& variants = known->variants;
    auto same =
        std::find_if(variants.begin(), variants.end(), [&](const auto& variant) { return variant.what == what; });
    if (same == variants.end()) same = variants.insert(variants.end(), {what, {}});
    if (std::find(same->runs.begin(), same->runs.end(), run) == same->runs.end()) same->runs.push_back(run);
  }

  /// The subjects with more than one variant.
  std::vector<ProgramDifference> differing(const std::string& remark) const {
    std::vector<ProgramDifference> found;
    for (const auto& entry : all_) {
      if (entry.variants.size() < 2) continue;
      found.push_back(entry);
      found.back().remark = remark;
    }
    return found;
  }

 private:
  std::vector<ProgramDifference> all_;
};

void add_plugins(Variants& variants, const Json& plugins, const std::string& run) {
  if (!plugins.is_array()) return;
  for (const auto& plugin : plugins) {
    const auto name = member_text(plugin, "name");
    const auto hash = member_text(plugin, "sha256");
    if (name.empty() || hash.empty()) continue;
    const auto version = member_text(plugin, "version");
    variants.add("plugin '" + name + "'", (version.empty() ? "" : version + ", ") + "sha256 " + hash, run);
  }
}

void add_versions(Variants& variants, const Json& host, const std::string& run) {
  if (const auto sdk = member_text(host, "sdk"); !sdk.empty()) variants.add("host and SDK", sdk, run);
  if (const auto torch = member_text(host, "torch"); !torch.empty()) variants.add("LibTorch", torch, run);
}

/// A resumed run that was allowed to continue with changes.
std::vector<ProgramDifference> changes_at_resumption(const ReportedRun& run) {
  std::vector<ProgramDifference> found;
  const auto resumed = run.field("resumed");
  if (!resumed.is_array()) return found;
  for (const auto& occasion : resumed) {
    const auto changes = member(occasion, "allowed_changes");
    if (!changes.is_array() || changes.empty()) continue;
    const auto step = member(occasion, "step");
    ProgramDifference difference;
    difference.subject = "run '" + run.label + "', resumed after step " + (step.is_null() ? "?" : step.dump());
    difference.remark = "it was resumed with changes";
    for (const auto& change : changes) {
      difference.variants.push_back({change.is_string() ? change.get<std::string>() : change.dump(), {run.label}});
    }
    found.push_back(std::move(difference));
  }
  return found;
}

void append(std::vector<ProgramDifference>& all, const std::vector<ProgramDifference>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::set<std::string> ProgramDifference::runs() const {
  std::set<std::string> all;
  for (const auto& variant : variants) all.insert(variant.runs.begin(), variant.runs.end());
  return all;
}

std::string ProgramDifference::text() const {
  std::string all = subject + ": " + remark;
  for (const auto& variant : variants) {
    all += "\n  " + variant.what;
    if (!variant.runs.empty()) all += "  in " + comma_separated(variant.runs);
  }
  return all;
}

std::vector<ProgramDifference> program_differences(const std::vector<ReportedRun>& runs) {
  Variants plugins;
  Variants versions;
  for (const auto& run : runs) {
    // Both belong to the same start or resumption unless someone assembled the folder by hand.
    add_plugins(plugins, member(run.description, "plugins"), run.label);
    add_plugins(plugins, run.plugins, run.label);
    add_versions(versions, member(run.description, "host"), run.label);
    add_versions(versions, member(run.summary, "host"), run.label);
  }
  auto all = plugins.differing("different files of this plugin were used; that alone can change the numbers");
  append(all, versions.differing("different versions were used; that alone can change the numbers"));
  for (const auto& run : runs) append(all, changes_at_resumption(run));
  return all;
}

}  // namespace evograd::host
