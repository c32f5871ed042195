#pragma once

#include "framework/files/json.hpp"

namespace evograd::host {

/// How a run's time was spent, in seconds.
struct PhaseSeconds {
  double batches = 0;      ///< waiting for batches or making them
  double meta_update = 0;  ///< without the probe
  double base_update = 0;
  double evaluation = 0;
  double probe = 0;
  double checkpoint = 0;

  Json json() const {
    return {
        {"batches", batches}, {"meta_update", meta_update}, {"base_update", base_update}, {"evaluation", evaluation},
        {"probe", probe},     {"checkpoint", checkpoint}};
  }
  void restore(const Json& json) {
    batches = json.at("batches").get<double>();
    meta_update = json.at("meta_update").get<double>();
    base_update = json.at("base_update").get<double>();
    evaluation = json.at("evaluation").get<double>();
    probe = json.at("probe").get<double>();
    checkpoint = json.at("checkpoint").get<double>();
  }
};

}  // namespace evograd::host
