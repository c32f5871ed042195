#include "framework/bench/bench_json.hpp"

namespace evograd::host {

Json to_json(const BenchReport& report) {
  Json estimators = Json::array();
  for (const auto& row : report.estimators) {
    estimators.push_back({{"name", row.name},
                          {"ms", row.ms},
                          {"ratio", row.ratio},
                          {"peak_bytes", row.peak_bytes},
                          {"peak_ratio", row.peak_ratio},
                          {"passes", row.passes},
                          {"cosine", row.cosine}});
  }
  Json refused = Json::array();
  for (const auto& [name, reason] : report.refused) refused.push_back({{"name", name}, {"reason", reason}});
  return {{"plain", {{"ms", report.plain.ms}, {"peak_bytes", report.plain.peak_bytes}}},
          {"estimators", estimators},
          {"refused", refused}};
}

std::optional<BenchReport> bench_from_json(const Json& json) try {
  BenchReport report;
  report.plain.name = "plain";
  report.plain.ms = json.at("plain").at("ms");
  report.plain.peak_bytes = json.at("plain").at("peak_bytes");
  for (const auto& row : json.at("estimators")) {
    report.estimators.push_back({.name = row.at("name"),
                                 .ms = row.at("ms"),
                                 .ratio = row.at("ratio"),
                                 .peak_bytes = row.at("peak_bytes"),
                                 .peak_ratio = row.at("peak_ratio"),
                                 .passes = row.at("passes"),
                                 .cosine = row.at("cosine")});
  }
  for (const auto& row : json.at("refused")) report.refused.push_back({row.at("name"), row.at("reason")});
  return report;
} catch (const Json::exception&) {
  return std::nullopt;
}

}  // namespace evograd::host
