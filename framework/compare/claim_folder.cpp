#include "framework/compare/claim_folder.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <system_error>
#include <utility>

#include "evograd/error.hpp"
#include "framework/files/create_once.hpp"

namespace evograd::host {
namespace {

constexpr std::array<std::pair<ClaimState, const char*>, 4> kStates{{{ClaimState::held, "held"},
                                                                     {ClaimState::released, "released"},
                                                                     {ClaimState::finished, "finished"},
                                                                     {ClaimState::failed, "failed"}}};

const char* word_for(ClaimState state) {
  return std::find_if(kStates.begin(), kStates.end(), [&](const auto& one) { return one.first == state; })->second;
}

ClaimState state_from(const std::string& word) {
  const auto found = std::find_if(kStates.begin(), kStates.end(), [&](const auto& one) { return one.second == word; });
  return found == kStates.end() ? ClaimState::held : found->first;
}

/// The number after the last dot of a claim's file name; 0 if there is none.
std::int64_t generation_in(const std::string& file_name, std::size_t dot) {
  std::int64_t generation = 0;
  const char* end = file_name.data() + file_name.size();
  const auto [read_to, failure] = std::from_chars(file_name.data() + dot + 1, end, generation);
  return failure == std::errc() && read_to == end ? generation : 0;
}

}  // namespace

ClaimFolder::ClaimFolder(std::filesystem::path folder, Worker self)
    : folder_(std::move(folder)), self_(std::move(self)) {
  std::error_code failure;
  std::filesystem::create_directories(folder_, failure);
  if (failure) {
    throw Error(folder_.string(), "cannot be created: " + failure.message(), "specify another folder with --out");
  }
}

std::filesystem::path ClaimFolder::file_of(const std::string& name, std::int64_t generation) const {
  return folder_ / fmt::format("{}.{}", name, generation);
}

std::string ClaimFolder::content(ClaimState state, const Json& note) const {
  return Json{{"state", word_for(state)}, {"worker", to_json(self_)}, {"note", note}}.dump() + "\n";
}

ClaimFolder::Newest ClaimFolder::newest() const {
  Newest all;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, failure)) {
    const auto file_name = entry.path().filename().string();
    const auto dot = file_name.rfind('.');
    if (dot == std::string::npos || file_name.starts_with("worker-")) continue;
    const auto generation = generation_in(file_name, dot);
    if (generation == 0) continue;  // being written
    auto& known = all[file_name.substr(0, dot)];
    known = std::max(known, generation);
  }
  if (failure) throw Error(folder_.string(), "cannot be read: " + failure.message(), "check that it is still mounted");
  return all;
}

Claim ClaimFolder::read(const std::string& name, std::int64_t generation) const {
  Claim claim{.generation = generation, .worker = {}, .state = ClaimState::held, .note = {}};
  std::ifstream stream(file_of(name, generation));
  const auto json = Json::parse(stream, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return claim;
  claim.worker = worker_from_json(json.value("worker", Json()));
  claim.state = state_from(json.value("state", ""));
  claim.note = json.value("note", Json());
  return claim;
}

bool ClaimFolder::claim(const std::string& name, std::int64_t generation, const Json& note) const {
  return create_once(file_of(name, generation), content(ClaimState::held, note));
}

void ClaimFolder::conclude(const std::string& name, std::int64_t generation, ClaimState state, const Json& note) const {
  const auto file = file_of(name, generation);
  const auto temporary = file.string() + "-" + self_.id();  // not a claim's name: it has no number after a dot
  std::ofstream stream(temporary);
  stream << content(state, note) << std::flush;
  const bool written = static_cast<bool>(stream);
  stream.close();
  if (!written || !stream || std::rename(temporary.c_str(), file.c_str()) != 0) {
    std::error_code ignored;
    std::filesystem::remove(temporary, ignored);
    throw Error(file.string(), "could not be written", "check free space and permissions");
  }
}

}  // namespace evograd::host
