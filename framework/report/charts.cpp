#include "framework/report/charts.hpp"

#include <set>
#include <string_view>

namespace evograd::host {
namespace {

/// The display properties of a curve that the host itself writes.
struct Known {
  const char* curve;
  const char* title;
  const char* unit = "";
  bool logarithmic = false;
  std::vector<double> include = {};
};

const std::vector<Known>& losses() {
  static const std::vector<Known> all = {{"training_loss", "training loss"},
                                         {"estimator/validation_loss", "validation loss"}};
  return all;
}

const std::vector<Known>& gradients() {
  static const std::vector<Known> all = {
      {"probe/cosine", "cosine to the exact hypergradient", "", false, {0, 1}},
      {"probe/scale_error", "scale error", "", false, {0}},
      {"probe/norm_ratio", "norm relative to the exact hypergradient", "", false, {1}},
      {"probe/predicted_cosine", "cosine predicted by theory", "", false, {0, 1}},
      {"probe/same_point_cosine", "cosine at the point of the prediction", "", false, {0, 1}},
      {"meta_gradient_norm", "norm of the meta-gradient", "", true}};
  return all;
}

const std::vector<Known>& courses() {
  static const std::vector<Known> all = {
      {"base_learning_rate", "learning rate of the base optimizer", "", false, {0}},
      {"estimator_passes", "passes through the network per meta update", "forward passes", false, {0}}};
  return all;
}

/// Takes curves of the runs by name, each once.
class Curves {
 public:
  explicit Curves(const std::vector<ReportedRun>& runs) : runs_(runs) {
    for (const auto& run : runs) {
      for (const auto& [name, curve] : run.metrics.curves) {
        if (curve.size() > 0) names_.insert(name);
      }
    }
  }

  void move_known(const std::vector<Known>& known, ChartGroup& group) {
    for (const auto& entry : known) {
      if (names_.erase(entry.curve) == 0) continue;
      group.charts.push_back(chart(entry.curve, entry.title));
      group.charts.back().unit = entry.unit;
      group.charts.back().logarithmic = entry.logarithmic;
      group.charts.back().include = entry.include;
    }
  }

  /// Moves all remaining curves with the prefix `prefix`, titled `title` and the name after the prefix.
  void move_rest(std::string_view prefix, const std::string& title, ChartGroup& group) {
    for (auto name = names_.begin(); name != names_.end();) {
      if (!name->starts_with(prefix)) {
        ++name;
        continue;
      }
      group.charts.push_back(chart(*name, title + name->substr(prefix.size())));
      name = names_.erase(name);
    }
  }

 private:
  Chart chart(const std::string& name, const std::string& title) const {
    Chart made;
    made.title = title;
    for (std::size_t i = 0; i < runs_.size(); ++i) {
      const auto found = runs_[i].metrics.curves.find(name);
      if (found != runs_[i].metrics.curves.end() && found->second.size() > 0) made.lines.push_back({i, &found->second});
    }
    return made;
  }

  const std::vector<ReportedRun>& runs_;
  std::set<std::string> names_;
};

}  // namespace

std::vector<Chart> meta_parameter_charts(const std::vector<ReportedRun>& runs) {
  ChartGroup group;
  Curves(runs).move_rest(meta_parameter_prefix, "", group);
  return group.charts;
}

std::vector<ChartGroup> chart_groups(const std::vector<ReportedRun>& runs) {
  Curves curves(runs);
  ChartGroup elsewhere;
  curves.move_rest(meta_parameter_prefix, "", elsewhere);
  ChartGroup learning{.title = "Learning", .charts = {}};
  curves.move_known(losses(), learning);
  curves.move_rest("evaluation/", "", learning);
  ChartGroup gradient{.title = "The meta-gradient", .charts = {}};
  curves.move_known(gradients(), gradient);
  curves.move_rest("probe/", "probe: ", gradient);
  ChartGroup lambda{.title = "The numbers of λ", .charts = {}};
  curves.move_rest("lambda/", "λ ", lambda);
  curves.move_rest("meta_gradient/", "meta-gradient ", lambda);
  ChartGroup course{.title = "Schedules", .charts = {}};
  curves.move_known(courses(), course);
  ChartGroup own{.title = "The estimator's own numbers", .folded = true, .charts = {}};
  curves.move_rest("estimator/", "", own);
  curves.move_rest("", "", own);  // curves written by later versions
  std::vector<ChartGroup> all;
  for (auto& group : {learning, gradient, lambda, course, own}) {
    if (!group.charts.empty()) all.push_back(group);
  }
  return all;
}

}  // namespace evograd::host
