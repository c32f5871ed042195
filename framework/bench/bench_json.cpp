#include "framework/bench/bench_json.hpp"

namespace evograd::host {
namespace {

Json plain_to_json(const BenchRow& row) { return {{"ms", row.ms}, {"peak_bytes", row.peak_bytes}}; }

BenchRow plain_from_json(const Json& json, const char* name) {
  return {.name = name, .ms = json.at("ms"), .peak_bytes = json.at("peak_bytes")};
}

}  // namespace

Json to_json(const BenchReport& report) {
  Json estimators = Json::array();
  for (const auto& row : report.estimators) {
    estimators.push_back({{"name", row.name},
                          {"ms", row.ms},
                          {"ratio", row.ratio},
                          {"ratio_ordinary", row.ratio_ordinary},
                          {"peak_bytes", row.peak_bytes},
                          {"peak_ratio", row.peak_ratio},
                          {"peak_ratio_ordinary", row.peak_ratio_ordinary},
                          {"passes", row.passes},
                          {"cosine", row.cosine},
                          {"scale", row.scale}});
  }
  Json refused = Json::array();
  for (const auto& [name, reason] : report.refused) refused.push_back({{"name", name}, {"reason", reason}});
  return {{"plain", plain_to_json(report.plain)},
          {"plain_ordinary", plain_to_json(report.plain_ordinary)},
          {"estimators", estimators},
          {"refused", refused}};
}

std::optional<BenchReport> bench_from_json(const Json& json) try {
  BenchReport report;
  report.plain = plain_from_json(json.at("plain"), kPlain);
  report.plain_ordinary = plain_from_json(json.at("plain_ordinary"), kPlainOrdinary);
  for (const auto& row : json.at("estimators")) {
    report.estimators.push_back({.name = row.at("name"),
                                 .ms = row.at("ms"),
                                 .ratio = row.at("ratio"),
                                 .ratio_ordinary = row.at("ratio_ordinary"),
                                 .peak_bytes = row.at("peak_bytes"),
                                 .peak_ratio = row.at("peak_ratio"),
                                 .peak_ratio_ordinary = row.at("peak_ratio_ordinary"),
                                 .passes = row.at("passes"),
                                 .cosine = row.at("cosine"),
                                 .scale = row.at("scale")});
  }
  for (const auto& row : json.at("refused")) report.refused.push_back({row.at("name"), row.at("reason")});
  return report;
} catch (const Json::exception&) {
  return std::nullopt;
}

}  // namespace evograd::host
