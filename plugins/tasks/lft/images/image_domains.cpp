#include "tasks/lft/images/image_domains.hpp"

#include <torch/torch.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "data/images/files/csv_lists.hpp"
#include "data/images/files/file_source.hpp"
#include "data/images/files/image_lists.hpp"
#include "data/images/files/open_images.hpp"
#include "data/split_names.hpp"
#include "evograd/cache_folder.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"

namespace lft {
namespace {

using std::filesystem::path;

/// Whether `folder` has folders in it, which may be classes, or tables, which may list images beside them.
bool may_be_domain(const path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    std::error_code broken_link;
    const auto name = entry.path().filename().string();
    if (data::is_hidden(name)) continue;
    if (entry.is_directory(broken_link) || data::is_table_name(name)) return true;
  }
  return false;
}

/// Throws Error if all domains are named like the parts of one.
void refuse_parts(const std::map<std::string, path>& found, const path& folder) {
  if (found.size() < 2) return;
  std::vector<std::string> names;
  for (const auto& [name, place] : found) {
    if (!data::split_name(name)) return;
    names.push_back(name);
  }
  throw Error(folder.string(), "holds " + comma_separated(names) + ", the parts of one domain, and no domains",
              "set 'folder' to the folder above it, which contains the domains");
}

/// The entries of the folder without hidden ones, sorted.
std::vector<path> entries_of(const path& folder) {
  std::error_code error;
  std::vector<path> entries;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (!data::is_hidden(entry.path().filename().string())) entries.push_back(entry.path());
  }
  if (error) {
    throw Error(folder.string(), "cannot be listed: " + error.message(),
                "set 'folder' to the folder that contains the domains");
  }
  std::sort(entries.begin(), entries.end());
  return entries;
}

/// The path of every domain by name. A folder takes precedence over an archive of the same name.
std::map<std::string, path> domains_in(const ImageDomainsRequest& request) {
  const bool lists = request.layout == "lists";
  const auto entries = entries_of(request.folder);
  std::map<std::string, path> found;
  for (const auto& place : entries) {
    if (lists ? data::holds_image_lists(place) : may_be_domain(place)) found[place.filename().string()] = place;
  }
  for (const auto& place : entries) {
    std::error_code error;
    if (lists || !data::is_archive_name(place) || std::filesystem::is_directory(place, error)) continue;
    const auto [before, added] = found.emplace(data::without_archive_endings(place), place);
    if (!added)
      logging::warning(place.string() + ": skipped, because " + before->second.string() + " is the same domain");
  }
  if (found.empty()) {
    throw Error(request.folder.string(), "contains no domain",
                lists ? "a domain is a folder DOMAIN with base.json, val.json or novel.json"
                      : "a domain is a folder DOMAIN/CLASS/IMAGE or an archive of one");
  }
  refuse_parts(found, request.folder);
  return found;
}

std::vector<path> chosen(const ImageDomainsRequest& request) {
  const auto found = domains_in(request);
  std::vector<path> places;
  std::string names;
  for (const auto& [name, place] : found) {
    names += (names.empty() ? "" : ", ") + name;
    if (request.names.empty()) places.push_back(place);
  }
  std::set<std::string> twice;
  for (const auto& name : request.names) {
    const auto place = found.find(name);
    if (place == found.end())
      throw Error(request.folder.string(), "contains no domain '" + name + "'", "existing domains: " + names);
    if (!twice.insert(name).second) throw Error("domains", "contains '" + name + "' twice");
    places.push_back(place->second);
  }
  return places;
}

}  // namespace

std::vector<std::shared_ptr<const Domain>> make_image_domains(const ImageDomainsRequest& request) {
  if (request.layout != "folders" && request.layout != "lists") {
    throw Error("layout", "is '" + request.layout + "', must be 'folders' or 'lists'");
  }
  check(request.images);
  const data::ImageSettings settings{
      .short_side = (3 * request.images.image_size + 1) / 2,
      .channels = request.images.channels,
      .cache_folder = request.cache_folder.empty() ? evograd::cache_folder() : request.cache_folder,
      .images_root = request.images_root,
      .skip_corrupt = request.skip_corrupt,
  };
  std::vector<std::shared_ptr<const Domain>> domains;
  for (const auto& place : chosen(request)) {
    auto images =
        request.layout == "lists" ? data::open_image_lists(place, settings) : data::open_image_folder(place, settings);
    domains.push_back(std::make_shared<ImageDomain>(std::move(images), request.images));
  }
  return domains;
}

}  // namespace lft
