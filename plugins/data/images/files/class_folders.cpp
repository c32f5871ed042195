#include "data/images/files/class_folders.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>
#include <utility>

#include "data/images/files/image_names.hpp"
#include "data/split_names.hpp"
#include "evograd/error.hpp"
#include "evograd/text.hpp"

namespace data {

using namespace evograd;

namespace {

using Classes = std::map<std::string, std::vector<std::string>>;

constexpr std::array<const char*, part_count> part_names = {"base", "validation", "novel"};

/// The first part of a path.
std::string top(const std::string& path) { return path.substr(0, path.find('/')); }

/// "" or "a/b/": the folders that the parents of all of `folders` have in common.
std::string common_parent(const std::vector<std::string>& folders) {
  auto common = folder_name(folders.front());
  if (!common.empty()) common += '/';
  for (const auto& folder : folders) {
    while (!folder.starts_with(common)) common.erase(common.rfind('/', common.size() - 2) + 1);
  }
  return common;
}

/// The folders of `all` without any of `all` below them.
std::vector<std::string> lowest(const std::vector<std::string>& all) {
  std::vector<std::string> result;
  for (const auto& folder : all) {
    const auto inside = folder.empty() ? std::string() : folder + "/";
    const bool above = std::any_of(all.begin(), all.end(), [&](const std::string& other) {
      return other.size() > inside.size() && other.starts_with(inside);
    });
    if (!above) result.push_back(folder);
  }
  return result;
}

/// Whether a folder's name says that it holds images, and not which.
bool is_general(std::string name) {
  constexpr std::array<std::string_view, 10> names = {"images", "image", "imgs", "img",      "jpg",
                                                      "jpeg",   "png",   "data", "pictures", "photos"};
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// "/images" if all names have at least two parts and this last one, and differ without it.
std::string shared_ending(const Classes& classes) {
  std::string ending;
  for (const auto& [name, images] : classes) {
    const auto slash = name.rfind('/');
    if (slash == std::string::npos) return {};
    if (ending.empty()) ending = name.substr(slash);
    if (!name.ends_with(ending) || !is_general(ending.substr(1))) return {};
  }
  std::set<std::string> shorter;
  for (const auto& [name, images] : classes) shorter.insert(name.substr(0, name.size() - ending.size()));
  return shorter.size() == classes.size() ? ending : std::string();
}

void refuse_nested(const std::vector<std::string>& holders, const std::vector<std::string>& classes,
                   const std::string& root, const std::string& place) {
  for (const auto& folder : holders) {
    if (!(folder + "/").starts_with(root) || folder + "/" == root || folder.empty()) continue;
    const auto inner = std::find_if(classes.begin(), classes.end(),
                                    [&](const std::string& one) { return one.starts_with(folder + "/"); });
    if (inner == classes.end()) continue;
    throw Error(
        place,
        fmt::format("'{}' holds images, and so does '{}' in it: which of them are classes is not known", folder,
                    *inner),
        "a class is a folder that directly holds images: move the images of a class into one folder, or name the "
        "classes in class lists, base_classes.txt, val_classes.txt and novel_classes.txt");
  }
}

/// The names of the folders directly below the root that are named like parts, and of the others.
struct Tops {
  std::set<std::string> parts;
  std::set<std::string> others;
  std::set<std::string> direct;  ///< parts that hold images directly
};

Tops tops_of(const ClassFolders& folders) {
  Tops tops;
  for (const auto& [name, images] : folders.classes) {
    const auto first = top(name);
    (split_name(first) ? tops.parts : tops.others).insert(first);
    if (split_name(first) && first == name) tops.direct.insert(first);
  }
  return tops;
}

/// Whether the folders below the root are parts of the domain.
bool are_parts(const Tops& tops, const std::string& place) {
  if (tops.parts.empty() || (!tops.direct.empty() && !tops.others.empty()))
    return false;  // "train" may be a class: vehicles
  if (!tops.others.empty()) {
    if (tops.parts.size() < 2) return false;
    throw Error(place,
                fmt::format("holds {} beside {}: whether these are parts or classes is not known",
                            fmt::join(tops.parts, ", "), fmt::join(tops.others, ", ")),
                "put all classes below train, val and test, or all beside one another");
  }
  if (tops.direct.empty()) return true;
  throw Error(
      place, fmt::format("holds images directly in {}, without class folders", fmt::join(tops.direct, ", ")),
      "the layout is train/CLASS/IMAGE, val/CLASS/IMAGE, test/CLASS/IMAGE, or a folder of images with train.csv, "
      "val.csv and test.csv (columns filename and label)");
}

/// "classes are folders 2 levels below 'omni' (as Alpha/character01): 9".
void note_depth(const Classes& classes, const std::string& place, Catalogue& catalogue) {
  std::set<std::ptrdiff_t> levels;
  std::string example;
  for (const auto& [name, images] : classes) {
    const auto slashes = std::count(name.begin(), name.end(), '/');
    levels.insert(slashes + 1);
    if (example.empty() && slashes > 0) example = name;
  }
  if (example.empty()) return;
  catalogue.notes.push_back(
      fmt::format("{} classes lie {} levels deep in {}, as {}: each folder that directly holds "
                  "images is one",
                  classes.size(), fmt::join(levels, " and "), place, in_quotes(example)));
}

}  // namespace

ClassFolders class_folders(const std::vector<std::string>& images, const std::string& place) {
  Classes by_folder;
  for (const auto& image : images) by_folder[folder_name(image)].push_back(image);
  std::vector<std::string> holders;
  for (const auto& [folder, files] : by_folder) holders.push_back(folder);
  ClassFolders found;
  if (holders.empty()) return found;
  const auto folders = lowest(holders);
  found.root = common_parent(folders);
  refuse_nested(holders, folders, found.root, place);
  for (auto& [folder, files] : by_folder) {
    const bool is_class = !folder.empty() && std::find(folders.begin(), folders.end(), folder) != folders.end();
    if (is_class) {
      found.classes[folder.substr(found.root.size())] = std::move(files);
    } else {
      found.beside.insert(found.beside.end(), files.begin(), files.end());
    }
  }
  if (found.classes.size() == 1 && is_general(found.classes.begin()->first)) {  // images without labels
    found.classes.clear();
    return found;
  }
  const auto ending = shared_ending(found.classes);
  if (ending.empty()) return found;
  Classes shorter;
  for (auto& [name, files] : found.classes) shorter[name.substr(0, name.size() - ending.size())] = std::move(files);
  found.classes = std::move(shorter);
  return found;
}

void sort_class_folders(ClassFolders folders, const std::string& place, Catalogue& catalogue) {
  const auto root = folders.root.substr(0, folders.root.size() - (folders.root.empty() ? 0 : 1));
  const auto tops = tops_of(folders);
  const bool parts = are_parts(tops, place);
  const auto only = parts ? std::nullopt : split_name(base_name(root));  // one part alone is above all classes
  Classes below;
  for (auto& [name, images] : folders.classes) {
    const auto own = parts ? name.substr(name.find('/') + 1) : name;
    const auto part = static_cast<std::size_t>(parts ? *split_name(top(name)) : only.value_or(SplitName::training));
    below[own] = {};
    catalogue.parts[part].push_back({own, std::move(images)});
  }
  for (auto& part : catalogue.parts) {
    std::sort(part.begin(), part.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  }
  if (parts) {
    catalogue.notes.push_back(fmt::format("{} are its parts: {} base, {} validation and {} novel classes",
                                          fmt::join(tops.parts, ", "), catalogue.parts[0].size(),
                                          catalogue.parts[1].size(), catalogue.parts[2].size()));
  }
  note_depth(below, place, catalogue);
  require_own_classes(catalogue, place);
}

void require_own_classes(Catalogue& catalogue, const std::string& place) {
  std::map<std::string, std::size_t> seen;
  std::vector<std::string> tuned_and_tested;
  for (std::size_t part = 0; part < part_count; ++part) {
    for (const auto& one : catalogue.parts[part]) {
      const auto [before, added] = seen.emplace(one.name, part);
      if (added) continue;
      if (before->second > 0) {
        tuned_and_tested.push_back(in_quotes(one.name));
        continue;
      }
      throw Error(place,
                  fmt::format("the class '{}' is in the {} and in the {} part, but the parts of a few-shot domain have "
                              "classes of their own",
                              one.name, part_names[before->second], part_names[part]),
                  "keep each class in one part; a data set whose parts all have the same classes is one domain without "
                  "parts: put the images of each class into one folder CLASS");
    }
  }
  if (tuned_and_tested.empty()) return;
  catalogue.notes.push_back("the validation and the novel part share " +
                            counted(tuned_and_tested.size(), "class(es)", tuned_and_tested));
}

}  // namespace data
