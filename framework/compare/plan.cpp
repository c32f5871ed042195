#include "framework/compare/plan.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <thread>
#include <utility>

#include "evograd/logging.hpp"
#include "evograd/text.hpp"
#include "framework/compare/heartbeat.hpp"

namespace evograd::host {
namespace {

constexpr const char* kPlan = "plan";
constexpr const char* kManifests = "manifests";
constexpr std::size_t kMostDifferences = 5;  ///< differences

std::string shown(const Json& value) {
  if (value.is_null()) return "not set";
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  std::vector<std::string> words;
  for (const auto& one : value) words.push_back(shown(one));
  return words.empty() ? "none" : comma_separated(words);
}

Json member_of(const Json& object, const char* key) {
  return object.is_object() && object.contains(key) ? object[key] : Json();
}

/// Adds what differs between two objects, each under `prefix` and its key.
void add_differences(const std::string& prefix, const Json& there, const Json& here, std::vector<std::string>& all) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : here.items()) keys.push_back(key);
  for (const auto& [key, value] : there.items()) {
    if (!here.contains(key)) keys.push_back(key);
  }
  for (const auto& key : keys) {
    if (key == kManifests) continue;
    const auto before = member_of(there, key.c_str());
    const auto now = member_of(here, key.c_str());
    if (before == now) continue;
    auto text = fmt::format("{}{}: {} there, {} here", prefix, key, shown(before), shown(now));
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
  }
}

/// The workers with a heartbeat in the folder, without this one.
std::vector<std::pair<std::filesystem::path, Worker>> heartbeats(const ClaimFolder& claims) {
  std::vector<std::pair<std::filesystem::path, Worker>> all;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(claims.path(), failure)) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("worker-") || name.ends_with(".tmp")) continue;
    const auto json = Json::parse(Heartbeat::read(entry.path()), nullptr, /*allow_exceptions=*/false);
    auto worker = worker_from_json(member_of(json, "worker"));
    if (!worker.host.empty() && !(worker == claims.self())) all.emplace_back(entry.path(), std::move(worker));
  }
  return all;
}

}  // namespace

std::string plan_difference(const Json& there, const Json& here) {
  std::vector<std::string> all;
  add_differences("", there, here, all);
  const auto manifests_there = member_of(there, kManifests);
  const auto manifests_here = member_of(here, kManifests);
  if (manifests_here.is_object()) {
    for (const auto& [label, values] : manifests_here.items()) {
      if (const auto before = member_of(manifests_there, label.c_str()); before.is_object()) {
        add_differences("", before, values, all);
      }
    }
  }
  const auto more = all.size() > kMostDifferences ? all.size() - kMostDifferences : 0;
  if (more > 0) all.resize(kMostDifferences);
  std::string text;
  for (const auto& one : all) text += (text.empty() ? "" : "; ") + one;
  return more > 0 ? text + fmt::format("; and {} more", more) : text;
}

std::optional<Plan> newest_plan(const ClaimFolder& claims) {
  const auto newest = claims.newest();
  const auto found = newest.find(kPlan);
  if (found == newest.end()) return std::nullopt;
  const auto claim = claims.read(kPlan, found->second);
  Plan plan{.what = member_of(claim.note, "what"), .refused = {}, .generation = found->second, .by = claim.worker};
  if (const auto threads = member_of(claim.note, "threads"); threads.is_number_integer()) plan.threads = threads;
  if (const auto refused = member_of(claim.note, "refused"); refused.is_array()) {
    for (const auto& one : refused) {
      const auto name = member_of(one, "name");
      const auto reason = member_of(one, "reason");
      if (!name.is_string() || !reason.is_string()) continue;
      plan.refused.push_back({name.get<std::string>(), reason.get<std::string>()});
    }
  }
  return plan;
}

bool write_plan(const ClaimFolder& claims, Plan& plan) {
  Json refused = Json::array();
  for (const auto& [name, reason] : plan.refused) refused.push_back({{"name", name}, {"reason", reason}});
  const Json note = {{"what", plan.what}, {"threads", plan.threads}, {"refused", refused}};
  if (!claims.claim(kPlan, plan.generation + 1, note)) return false;
  ++plan.generation;
  plan.by = claims.self();
  return true;
}

std::optional<Worker> other_worker(const ClaimFolder& claims, Vigil& vigil) {
  std::map<std::string, std::string> first;  // heartbeats as they were at the first look
  bool told = false;
  while (true) {
    bool undecided = false;
    for (const auto& [file, worker] : heartbeats(claims)) {
      if (vigil.gone(worker, "")) {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
        continue;
      }
      const auto heartbeat = Heartbeat::read(file);
      const auto [before, added] = first.emplace(worker.id(), heartbeat);
      if (life_of(worker) == Life::alive || before->second != heartbeat) return worker;
      undecided = true;
      if (!std::exchange(told, true)) {
        logging::info(fmt::format("waiting to see whether {} is still at work here, for {} s at most", worker.text(),
                                  std::chrono::duration_cast<std::chrono::seconds>(vigil.timeout()).count()));
      }
    }
    if (!undecided) return std::nullopt;
    std::this_thread::sleep_for(vigil.pause());
  }
}

}  // namespace evograd::host
