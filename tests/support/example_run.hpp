#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

namespace evograd::test {

/// A run folder as the host would have left it, with something of everything, but made up: for tests of what reads it.
struct ExampleRun {
  std::string name = "label-noise";
  std::string estimator = "evograd";
  int seed = 1;
  int steps = 600;
  int log_every = 10;
  int evaluate_every = 100;
  double speed = 1;  ///< how much faster than the others it learns
  std::string plugin_hash = std::string(64, 'a');
  std::string torch = "1.13.0";
  nlohmann::ordered_json resumed = nlohmann::ordered_json::array();

  nlohmann::ordered_json record() const;
  nlohmann::ordered_json summary() const;
  std::string metrics() const;

  void write(const std::filesystem::path& folder) const {
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "run.json") << record().dump(2);
    std::ofstream(folder / "summary.json") << summary().dump(2);
    std::ofstream(folder / "metrics.jsonl") << metrics();
  }

  nlohmann::ordered_json plugins() const {
    auto all = nlohmann::ordered_json::array();
    for (const auto& plugin : {std::string("meta-weight-net"), std::string("lenet"), estimator}) {
      all.push_back({{"name", plugin},
                     {"version", "0.1.0"},
                     {"file", "/opt/evograd/lib/evograd/plugins/" + plugin + ".so"},
                     {"sha256", plugin == estimator ? plugin_hash : std::string(64, 'b')},
                     {"stamp", "EVOGRAD-STAMP/1 sdk=0.2.0 torch=1.13.0 build=release plugin=" + plugin + "@0.1.0;"}});
    }
    return all;
  }

  nlohmann::ordered_json head() const {
    return {{"name", name},
            {"seed", seed},
            {"task", "meta-weight-net"},
            {"backbone", "lenet"},
            {"estimator", estimator},
            {"steps", steps},
            {"host", {{"sdk", "0.1.0"}, {"torch", torch}, {"compiler", "gcc-12"}, {"build", "release"}}},
            {"plugins", plugins()}};
  }
};

inline nlohmann::ordered_json ExampleRun::record() const {
  const auto option = [](const std::string& key, const std::string& value, const std::string& origin) {
    return nlohmann::ordered_json{{"name", key}, {"value", value}, {"origin", origin}};
  };
  auto made = head();
  made["command"] =
      "evograd run configs/label_noise.toml --estimator " + estimator + " --set seed=" + std::to_string(seed);
  made["machine"] = {{"system", "Debian GNU/Linux 12 (bookworm), Linux 6.1.0 x86_64"},
                     {"processor", "A processor @ 2.10GHz"},
                     {"cores", 2},
                     {"threads", 2},
                     {"memory_bytes", 25231454208},
                     {"device", "cpu"}};
  made["manifest"] = {
      {{"table", ""},
       {"options",
        {option("name", "\"" + name + "\"", "configs/label_noise.toml:3"),
         option("seed", std::to_string(seed), "--set")}}},
      {{"table", "task"},
       {"options",
        {option("use", "\"meta-weight-net\"", "configs/label_noise.toml:7"),
         option("noise_rate", "0.4", "configs/label_noise.toml:12"), option("hidden", "100", "default")}}},
      {{"table", "estimator"}, {"options", {option("use", "\"" + estimator + "\"", "--estimator")}}}};
  if (estimator == "evograd") {
    made["manifest"][2]["options"].push_back(option("sigma", "0.001", "default"));
    made["manifest"][2]["options"].push_back(option("candidates", "2", "default"));
  }
  made["resumed"] = resumed;
  return made;
}

inline nlohmann::ordered_json ExampleRun::summary() const {
  auto made = head();
  made["status"] = "finished";
  made["resumed_at"] = nlohmann::ordered_json::array();
  for (const auto& occasion : resumed) made["resumed_at"].push_back(occasion["step"]);
  made["steps_taken"] = steps;
  made["ms_per_step"] = 57.935 / speed;
  made["batch_wait_share"] = 0.0129;
  made["probe"] = {{"readings", 12}, {"cosine", 0.61}, {"scale_error", 0.9}};
  made["peak_bytes"] = 15893124 * speed;
  made["lambda_distance"] = 1.5156;
  made["score_name"] = "test_accuracy";
  made["metrics"] = {{"test_accuracy", 78 + 3 * speed}, {"test_loss", 1.1397}, {"auc", 0.9576}};
  made["metrics_step"] = steps;
  made["seconds"] = 0.07 * steps / speed;
  made["time"] = {{"batches", 0.001 * steps},
                  {"meta_update", 0.035 * steps / speed},
                  {"base_update", 0.018 * steps / speed},
                  {"evaluation", 0.006 * steps / speed},
                  {"probe", 0.004 * steps / speed},
                  {"checkpoint", 0.001 * steps / speed}};
  return made;
}

inline std::string ExampleRun::metrics() const {
  std::string lines;
  const auto add = [&](const nlohmann::ordered_json& line) { lines += line.dump() + "\n"; };
  for (int step = 1; step <= steps; ++step) {
    const double t = speed * step / steps;
    const double seconds = 0.07 * step / speed;
    const double wave = std::sin(0.7 * step + seed) * std::sin(0.13 * step * speed);
    if (step % 50 == 0) {
      add({{"step", step},
           {"probe",
            {{"cosine", 0.6 - 0.2 * t + 0.1 * wave}, {"scale_error", 0.9 + 0.1 * wave}, {"norm_ratio", 1 + t}}}});
    }
    if (step % log_every == 0 || step == 1) {
      add({{"step", step},
           {"seconds", seconds},
           {"training_loss", 0.6 + 1.7 * std::exp(-3 * t) + 0.15 * wave},
           {"base_learning_rate", 0.015 * (1 + std::cos(3.14159 * step / steps))},
           {"meta_gradient_norm", std::exp(-9 + 3 * wave - t)},
           {"estimator_passes", 6.0},
           {"lambda", {0.5 + t, -0.25 * t}},
           {"estimator",
            {{"validation_loss", 0.5 + 1.7 * std::exp(-4 * t) + 0.1 * wave}, {"candidate_loss_spread", 0.001 + t}}}});
    }
    if (step % evaluate_every != 0 && step != steps) continue;
    add({{"step", step},
         {"seconds", seconds},
         {"evaluation",
          {{"test_accuracy", 82 - 40 * std::exp(-4 * t)},
           {"test_loss", 1 + std::exp(-t)},
           {"auc", 0.96 - 0.4 * std::exp(-5 * t)}}}});
    nlohmann::ordered_json curve = {{"name", "weight of an example"}, {"x_name", "its loss"}, {"labels", nullptr}};
    for (int i = 0; i <= 60; ++i) {
      curve["x"].push_back(0.1 * i);
      curve["y"].push_back(1 / (1 + std::exp(3 * t * (0.1 * i - 2.5 + 0.2 * seed))));
    }
    nlohmann::ordered_json sites = {
        {"name", "scale noise s(gamma), mean over channels"}, {"x_name", "site"}, {"x", nullptr}};
    for (const char* site : {"block1.norm", "block2.norm", "block3.norm", "block4.norm"}) {
      sites["labels"].push_back(site);
      sites["y"].push_back(0.3 + 0.2 * t * std::sin(sites["labels"].size() + seed));
    }
    add({{"step", step},
         {"meta_parameters",
          {curve,
           sites,
           {{"name", "angle (degrees)"}, {"x_name", nullptr}, {"x", nullptr}, {"labels", nullptr}, {"y", {30 * t}}}}}});
  }
  return lines;
}

}  // namespace evograd::test
