#include "framework/bench/bench_json.hpp"

namespace evograd::host {
namespace {

Json to_json(const Quartiles& quartiles) { return {quartiles.lower, quartiles.upper}; }

Quartiles quartiles_from_json(const Json& json) { return {json.at(0), json.at(1)}; }

Json plain_to_json(const BenchRow& row) {
  return {{"ms", row.ms},
          {"ms_quartiles", to_json(row.ms_quartiles)},
          {"ratio", row.ratio},
          {"ratio_ordinary", row.ratio_ordinary},
          {"ratio_quartiles", to_json(row.ratio_quartiles)},
          {"peak_bytes", row.peak_bytes}};
}

BenchRow plain_from_json(const Json& json, const char* name) {
  return {.name = name,
          .ms = json.at("ms"),
          .ms_quartiles = quartiles_from_json(json.at("ms_quartiles")),
          .peak_bytes = json.at("peak_bytes")};
}

}  // namespace

Json to_json(const BenchReport& report) {
  Json estimators = Json::array();
  for (const auto& row : report.estimators) {
    estimators.push_back({{"name", row.name},
                          {"ms", row.ms},
                          {"ms_quartiles", to_json(row.ms_quartiles)},
                          {"ratio", row.ratio},
                          {"ratio_ordinary", row.ratio_ordinary},
                          {"ratio_quartiles", to_json(row.ratio_quartiles)},
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
          {"refused", refused},
          {"others_before", report.others_before},
          {"others_during", report.others_during}};
}

std::optional<BenchReport> bench_from_json(const Json& json) try {
  BenchReport report;
  report.plain = plain_from_json(json.at("plain"), kPlain);
  report.plain_ordinary = plain_from_json(json.at("plain_ordinary"), kPlainOrdinary);
  for (const auto& row : json.at("estimators")) {
    report.estimators.push_back({.name = row.at("name"),
                                 .ms = row.at("ms"),
                                 .ms_quartiles = quartiles_from_json(row.at("ms_quartiles")),
                                 .ratio = row.at("ratio"),
                                 .ratio_ordinary = row.at("ratio_ordinary"),
                                 .ratio_quartiles = quartiles_from_json(row.at("ratio_quartiles")),
                                 .peak_bytes = row.at("peak_bytes"),
                                 .peak_ratio = row.at("peak_ratio"),
                                 .peak_ratio_ordinary = row.at("peak_ratio_ordinary"),
                                 .passes = row.at("passes"),
                                 .cosine = row.at("cosine"),
                                 .scale = row.at("scale")});
  }
  for (const auto& row : json.at("refused")) report.refused.push_back({row.at("name"), row.at("reason")});
  report.others_before = json.at("others_before");
  report.others_during = json.at("others_during");
  return report;
} catch (const Json::exception&) {
  return std::nullopt;
}

}  // namespace evograd::host
