#include "framework/run/metric_lines.hpp"

#include <iomanip>
#include <sstream>

namespace evograd::host {
namespace {

template <class List>
Json list_or_null(const List& list) {
  return list.empty() ? Json() : Json(list);
}

}  // namespace

Json metrics_json(const Metrics& numbers) {
  Json made = Json::object();
  for (const auto& [name, value] : numbers) made[name] = value;
  return made;
}

Json step_line(const StepReport& report) {
  Json line = {{"step", report.step + 1},
               {"training_loss", report.training_loss},
               {"base_learning_rate", report.base_learning_rate}};
  if (report.meta_updated) {
    line["meta_gradient_norm"] = report.meta_gradient_norm;
    line["estimator_passes"] = report.passes.in_forwards();
    if (!report.lambda.empty()) {
      line["lambda"] = report.lambda;
      line["meta_gradient"] = report.meta_gradient;
    }
    line["estimator"] = metrics_json(report.estimator_log);
  }
  return line;
}

std::string metrics_text(std::int64_t step, const Metrics& metrics) {
  std::ostringstream text;
  text << "step " << step;
  for (const auto& [name, value] : metrics) text << "  " << name << " " << std::setprecision(4) << value;
  return text.str();
}

Json pictures_json(const std::vector<MetaParameterPicture>& pictures) {
  Json all = Json::array();
  for (const auto& picture : pictures) {
    all.push_back({{"name", picture.name},
                   {"x_name", picture.x_name.empty() ? Json() : Json(picture.x_name)},
                   {"x", list_or_null(picture.x)},
                   {"labels", list_or_null(picture.labels)},
                   {"y", picture.y}});
  }
  return all;
}

}  // namespace evograd::host
