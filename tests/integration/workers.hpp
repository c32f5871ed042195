#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/integration/program.hpp"

namespace evograd::test {

/// compare.json without what is measured in seconds.
inline nlohmann::json timeless(const std::filesystem::path& folder) {
  auto all = nlohmann::json::parse(content_of(folder / "compare.json"));
  all.erase("plain_ms");
  for (const char* list : {"cells", "summary"}) {
    for (auto& one : all[list]) {
      one.erase("ms");
      one.erase("ratio");
    }
  }
  return all;
}

/// The states of the claims of each cell in the order in which they were made: "held", "finished".
inline std::map<std::string, std::vector<std::string>> claims_of(const std::filesystem::path& folder) {
  std::map<std::string, std::map<int, std::string>> found;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "claims")) {
    const auto name = entry.path().filename().string();
    if (!name.starts_with("cell-")) continue;
    const auto dot = name.rfind('.');
    found[name.substr(0, dot)][std::stoi(name.substr(dot + 1))] =
        nlohmann::json::parse(content_of(entry.path()))["state"];
  }
  std::map<std::string, std::vector<std::string>> all;
  for (const auto& [name, claims] : found) {
    for (const auto& [generation, state] : claims) all[name].push_back(state);
  }
  return all;
}

/// How many of the cells with these claims were taken over; checks that each was finished once, by its last claim.
inline int taken_over_of_finished(const std::map<std::string, std::vector<std::string>>& claims) {
  int taken_over = 0;
  for (const auto& [name, states] : claims) {
    INFO(name);
    CHECK(std::count(states.begin(), states.end(), "finished") == 1);
    CHECK(states.back() == "finished");
    taken_over += states.size() > 1 ? 1 : 0;
  }
  return taken_over;
}

}  // namespace evograd::test
