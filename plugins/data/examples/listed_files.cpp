#include "data/examples/listed_files.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "data/examples/image_root.hpp"
#include "data/examples/paths.hpp"
#include "data/images/files/image_names.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"

namespace data {
namespace {

/// The folders and archives that the paths of a list may be relative to.
std::vector<std::filesystem::path> roots(const LabelledDataRequest& request, const std::filesystem::path& list) {
  const auto data = request.data.empty() ? list.parent_path() : request.folder / request.data;
  if (!request.image_folder.empty()) {
    const auto inside = beneath(data, request.image_folder);
    return {path_exists(inside) ? inside : beneath(request.folder, request.image_folder)};
  }
  std::vector<std::filesystem::path> all;
  if (is_folder(data) || is_archive_name(data)) all.push_back(data);
  for (const auto& place : {list.parent_path(), data / "images", list.parent_path() / "images"}) {
    if (is_folder(place) && std::find(all.begin(), all.end(), place) == all.end()) all.push_back(place);
  }
  return all;
}

/// The first root in which some of the first images of a list lie.
std::optional<ImageRoot> root_of(const RawPart& part, const std::vector<std::filesystem::path>& places) {
  constexpr std::size_t tried = 10;
  for (const auto& place : places) {
    ImageRoot root(place);
    const auto end = part.keys.begin() + static_cast<std::ptrdiff_t>(std::min(part.size(), tried));
    if (std::any_of(part.keys.begin(), end, [&](const auto& key) { return !root.locate(key).empty(); })) return root;
  }
  return std::nullopt;
}

[[noreturn]] void refuse_without_root(const RawPart& part, const std::vector<std::filesystem::path>& places,
                                      const std::string& option) {
  std::vector<std::string> tried;
  for (const auto& place : places) tried.push_back(place.string());
  const auto& key = part.keys.at(0);
  const bool more = has_image_ending(key.substr(0, key.find_first_of(" \t,;")));
  throw Error(part.place.string(),
              fmt::format("names the image '{}', which is in none of {}", key, comma_separated(tried)),
              more && !has_image_ending(key)
                  ? "a line is a path and a label: remove what else it has, or make it a CSV file with a header"
                  : "set 'image_folder' to the folder or archive that the paths are relative to" +
                        (option.empty() ? std::string() : ", and check '" + option + "'"));
}

/// Says which images a list names more than once, as the lists of several annotators do.
void tell_repeated(const RawPart& part) {
  std::unordered_map<std::string_view, std::string_view> label_of;
  std::size_t repeated = 0, contradicted = 0;
  std::string first;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const auto [before, added] = label_of.emplace(part.files[static_cast<std::size_t>(part.rows[i])], part.labels[i]);
    if (added) continue;
    if (first.empty()) first = part.keys[i];
    ++repeated;
    contradicted += before->second == part.labels[i] ? 0 : 1;
  }
  if (repeated == 0) return;
  logging::warning(
      fmt::format("{}: {} of {} lines name an image that is listed before, {} of them with another "
                  "label; the first is '{}'. All are used",
                  part.place.string(), repeated, part.size(), contradicted, first));
}

}  // namespace

RawPart with_listed_files(RawPart part, const LabelledDataRequest& request, const std::string& option) {
  const auto places = roots(request, part.place);
  const auto root = root_of(part, places);
  if (!root) refuse_without_root(part, places, option);
  part.source = root->source();
  std::vector<std::size_t> kept;
  std::string first_missing;
  for (std::size_t i = 0; i < part.size(); ++i) {
    auto file = root->locate(part.keys[i]);
    if (file.empty()) {
      if (first_missing.empty()) first_missing = part.keys[i];
      continue;
    }
    part.rows[i] = std::ssize(part.files);
    part.files.push_back(std::move(file));
    kept.push_back(i);
  }
  if (kept.size() == part.size()) {
    tell_repeated(part);
    return part;
  }
  const auto what = fmt::format("{} of {} images do not exist in {}, the first is '{}'", part.size() - kept.size(),
                                part.size(), root->place().string(), first_missing);
  if (!request.skip_damaged) {
    throw Error(part.place.string(), what, "add or remove them, or set skip_damaged = true to skip them");
  }
  logging::warning(part.place.string() + ": skipped " + what);
  if (!part.labelled) throw Error(part.place.string(), what, "a list without labels of its own must be complete");
  part.keep(kept);
  tell_repeated(part);
  return part;
}

}  // namespace data
