#include "data/images/files/folder_catalogue.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <string_view>
#include <utility>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::array<std::string_view, 5> image_endings = {".jpg", ".jpeg", ".jpe", ".jfif", ".png"};
constexpr std::size_t names_shown = 5;

bool has_image_ending(const std::string& file) {
  auto ending = std::filesystem::path(file).extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(), [](unsigned char c) { return std::tolower(c); });
  return std::find(image_endings.begin(), image_endings.end(), ending) != image_endings.end();
}

std::string base_name(const std::string& file) { return file.substr(file.rfind('/') + 1); }

/// "" or "FOLDER/": the parent of the class folders, which contains the class lists or else is a single top folder.
std::string root_of(const std::vector<std::string>& files) {
  const auto top_folder = [](const std::string& file) { return file.substr(0, file.find('/') + 1); };
  for (const auto& root : {std::string(), files.empty() ? "" : top_folder(files.front())}) {
    for (const auto& file : files) {
      if (file.starts_with(root) && is_class_list(file.substr(root.size()))) return root;
    }
  }
  std::string lone;
  for (const auto& file : files) {
    const auto depth = std::count(file.begin(), file.end(), '/');
    if (depth == 0 || !has_image_ending(file)) continue;
    if (depth == 1 || (!lone.empty() && lone != top_folder(file))) return "";
    lone = top_folder(file);
  }
  return lone;
}

/// "7 files: a, b, c, d, e, …"
std::string counted(std::size_t count, const std::string& noun, const std::vector<std::string>& names) {
  const auto end = names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), names_shown));
  return fmt::format("{} {}: {}{}", count, noun, fmt::join(names.begin(), end, ", "),
                     names.size() > names_shown ? ", …" : "");
}

/// The classes in the lists, and a note about those that are not listed.
void sort_into_parts(std::map<std::string, std::vector<std::string>>& classes, const ClassNames& lists,
                     const std::string& place, Catalogue& catalogue) {
  if (std::ranges::all_of(lists, [](const auto& names) { return names.empty(); })) {
    throw Error(place, "has class lists without a class",
                "write one class per line, or remove the lists: without lists all classes are in the base part");
  }
  std::vector<std::string> absent;
  for (std::size_t part = 0; part < part_count; ++part) {
    for (const auto& name : lists[part]) {
      const auto found = classes.find(name);
      if (found == classes.end()) {
        absent.push_back("'" + name + "'");
        continue;
      }
      catalogue.parts[part].push_back({name, std::move(found->second)});
      classes.erase(found);
    }
  }
  if (!absent.empty()) {
    throw Error(place, "has no image folder for " + counted(absent.size(), "listed class(es)", absent),
                "correct the class lists, or add the images");
  }
  std::vector<std::string> unlisted;
  for (const auto& [name, files] : classes) unlisted.push_back("'" + name + "'");
  if (!unlisted.empty()) {
    catalogue.notes.push_back("skipped " + counted(unlisted.size(), "class folder(s) not in a class list", unlisted));
  }
}

}  // namespace

Catalogue folder_catalogue(const FileSource& source, const std::string& place) {
  const auto files = source.files();
  const auto root = root_of(files);
  Catalogue catalogue;
  std::map<std::string, std::vector<std::string>> classes;
  std::vector<std::string> others;
  for (const auto& file : files) {
    const bool inside = file.starts_with(root);
    const auto end = inside ? file.find('/', root.size()) : std::string::npos;
    if (end != std::string::npos && has_image_ending(file)) {
      classes[file.substr(root.size(), end - root.size())].push_back(file);
    } else if (!is_class_list(base_name(file))) {
      others.push_back(file);
    }
  }
  if (classes.empty()) {
    throw Error(place, "contains no JPEG or PNG images in class folders",
                "the layout is DOMAIN/CLASS/IMAGE.jpg; if this is not a domain, list the domains to use");
  }
  if (!others.empty()) {
    catalogue.notes.push_back("skipped " +
                              counted(others.size(), "file(s) that are not JPEG or PNG in a class folder", others));
  }
  if (const auto lists = read_class_lists(source, files, root)) {
    sort_into_parts(classes, *lists, place, catalogue);
  } else {
    for (auto& [name, images] : classes) catalogue.parts[0].push_back({name, std::move(images)});
  }
  return catalogue;
}

}  // namespace data
