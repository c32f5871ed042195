#include "framework/checkpoint/checkpoint_folder.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"

namespace evograd::host {
namespace {

constexpr std::string_view kPrefix = "step-";
constexpr std::string_view kExtension = ".safetensors";
constexpr const char* kBest = "best.safetensors";

std::string file_name(std::int64_t step) {
  return fmt::format("{}{:09}{}", kPrefix, step, kExtension);  // zeros, so that names sort by step
}

/// The step in a checkpoint's name; nothing if it is not a checkpoint.
std::optional<std::int64_t> step_of(const std::string& name) {
  if (!name.starts_with(kPrefix) || !name.ends_with(kExtension)) return std::nullopt;
  const char* begin = name.data() + kPrefix.size();
  const char* end = name.data() + name.size() - kExtension.size();
  std::int64_t step = 0;
  const auto [stop, failure] = std::from_chars(begin, end, step);
  if (failure != std::errc() || stop != end || step < 0) return std::nullopt;
  return step;
}

std::optional<FoundCheckpoint> read_if_whole(const std::filesystem::path& file) {
  try {
    return FoundCheckpoint{file, read_checkpoint(file)};
  } catch (const Error& error) {
    logging::warning("skipped: " + error.where() + " " + error.cause());
    return std::nullopt;
  }
}

}  // namespace

std::vector<std::pair<std::int64_t, std::filesystem::path>> CheckpointFolder::files() const {
  std::vector<std::pair<std::int64_t, std::filesystem::path>> all;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, failure)) {
    if (const auto step = step_of(entry.path().filename().string())) all.emplace_back(*step, entry.path());
  }
  std::sort(all.rbegin(), all.rend());
  return all;
}

void CheckpointFolder::make_folder() const {
  std::error_code failure;
  std::filesystem::create_directories(folder_, failure);
  if (failure) {
    throw Error(folder_.string(), "cannot be created: " + failure.message(), "check free space and permissions");
  }
}

void CheckpointFolder::write(std::int64_t step, const Checkpoint& checkpoint, std::int64_t keep) const {
  make_folder();
  write_checkpoint(folder_ / file_name(step), checkpoint);
  std::error_code failure;
  const auto all = files();
  for (std::size_t i = static_cast<std::size_t>(keep); i < all.size(); ++i) {
    std::filesystem::remove(all[i].second, failure);  // an extra one does no harm
  }
}

void CheckpointFolder::write_best(const Checkpoint& checkpoint) const {
  make_folder();
  write_checkpoint(folder_ / kBest, checkpoint);
}

std::optional<FoundCheckpoint> CheckpointFolder::best() const {
  const auto file = folder_ / kBest;
  std::error_code failure;
  if (!std::filesystem::exists(file, failure)) return std::nullopt;
  return read_if_whole(file);
}

void CheckpointFolder::remove_best() const {
  std::error_code ignored;
  std::filesystem::remove(folder_ / kBest, ignored);
}

std::optional<FoundCheckpoint> CheckpointFolder::newest() const {
  for (const auto& [step, file] : files()) {
    if (auto found = read_if_whole(file)) return found;
  }
  return std::nullopt;
}

void CheckpointFolder::set_aside_after(std::int64_t step) const {
  for (const auto& [later, file] : files()) {
    if (later <= step) return;
    auto aside = file;
    aside += ".damaged";
    std::error_code ignored;
    std::filesystem::rename(file, aside, ignored);
  }
}

}  // namespace evograd::host
