#include "data/images/files/folder_catalogue.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "data/images/files/class_folders.hpp"
#include "data/images/files/csv_lists.hpp"
#include "data/images/files/image_names.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

/// The images of a source by the folder that holds them, from which listed classes take theirs.
class Unlisted {
 public:
  Unlisted(const std::vector<std::string>& images, const std::string& root) : root_(root) {
    for (const auto& image : images) {
      if (image.starts_with(root) && image.find('/', root.size()) != std::string::npos) {
        folders_[folder_name(image).substr(root.size())].push_back(image);
      }
    }
  }

  /// Takes all images in the folder of class `name` and below it; none if there is no such folder.
  std::vector<std::string> take(const std::string& name) {
    auto folder = name;
    if (!holds(folder)) {  // named without the folders above it
      std::set<std::string> fitting;
      for (const auto& [path, images] : folders_) {
        const auto at = ("/" + path + "/").rfind("/" + name + "/");
        if (at != std::string::npos) fitting.insert(path.substr(0, at + name.size()));
      }
      if (fitting.size() != 1) return {};
      folder = *fitting.begin();
    }
    std::vector<std::string> taken;
    std::erase_if(folders_, [&](auto& entry) {
      const bool inside = entry.first == folder || entry.first.starts_with(folder + "/");
      if (inside) taken.insert(taken.end(), entry.second.begin(), entry.second.end());
      return inside;
    });
    std::sort(taken.begin(), taken.end());
    return taken;
  }

  /// The folders that no class has taken.
  std::vector<std::string> rest() const {
    std::vector<std::string> names;
    for (const auto& [path, images] : folders_) names.push_back("'" + path + "'");
    return names;
  }

 private:
  bool holds(const std::string& folder) const {
    return std::any_of(folders_.begin(), folders_.end(), [&](const auto& entry) {
      return entry.first == folder || entry.first.starts_with(folder + "/");
    });
  }

  std::string root_;
  std::map<std::string, std::vector<std::string>> folders_;
};

/// The classes in the lists, and a note about those that are not listed.
void sort_by_lists(Unlisted images, const ClassNames& lists, const std::string& place, Catalogue& catalogue) {
  if (std::ranges::all_of(lists, [](const auto& names) { return names.empty(); })) {
    throw Error(place, "has class lists without a class",
                "write one class per line, or remove the lists: without lists all classes are in the base part");
  }
  std::vector<std::string> absent;
  for (std::size_t part = 0; part < part_count; ++part) {
    for (const auto& name : lists[part]) {
      auto files = images.take(with_slashes(name));
      if (files.empty()) {
        absent.push_back("'" + name + "'");
      } else {
        catalogue.parts[part].push_back({name, std::move(files)});
      }
    }
  }
  if (!absent.empty()) {
    throw Error(place, "has no image folder for " + counted(absent.size(), "listed class(es)", absent),
                "correct the class lists, or add the images");
  }
  if (const auto unlisted = images.rest(); !unlisted.empty()) {
    catalogue.notes.push_back("skipped " + counted(unlisted.size(), "class folder(s) not in a class list", unlisted));
  }
}

void note_others(std::vector<std::string> others, Catalogue& catalogue) {
  if (others.empty()) return;
  std::sort(others.begin(), others.end());
  const auto images = std::stable_partition(others.begin(), others.end(), is_image_of_another_format);
  const std::vector<std::string> unread(others.begin(), images);
  others.erase(others.begin(), images);
  if (!others.empty()) {
    catalogue.notes.insert(
        catalogue.notes.begin(),
        "skipped " + counted(others.size(), "file(s) that are not JPEG or PNG in a class folder", others));
  }
  if (!unread.empty()) {
    catalogue.notes.insert(catalogue.notes.begin(), "skipped " +
                                                        counted(unread.size(), "image(s) of other formats", unread) +
                                                        "; convert them to JPEG or PNG to have them");
  }
}

[[noreturn]] void refuse_without_classes(const std::string& place, std::size_t images) {
  if (images > 0) {
    throw Error(
        place, "contains images, but no class folders and no table of their labels",
        "the layout is DOMAIN/CLASS/IMAGE.jpg, or a folder of images with train.csv, val.csv and test.csv (columns "
        "filename and label)");
  }
  throw Error(place, "contains no JPEG or PNG images in class folders",
              "the layout is DOMAIN/CLASS/IMAGE.jpg; if this is not a domain, list the domains to use");
}

}  // namespace

Catalogue folder_catalogue(const FileSource& source, const std::string& place) {
  const auto files = source.files();
  const auto lists = class_lists(source, files);
  std::vector<std::string> images;
  std::vector<std::string> others;
  for (const auto& file : files) {
    if (has_image_ending(file)) {
      images.push_back(file);
    } else if (std::none_of(lists.begin(), lists.end(), [&](const ClassList& list) { return list.file == file; })) {
      others.push_back(file);
    }
  }
  if (lists.empty()) {
    if (auto listed = csv_catalogue(source, files, place)) {
      std::erase_if(others, is_table_name);
      note_others(std::move(others), *listed);
      return std::move(*listed);
    }
  }
  Catalogue catalogue;
  if (!lists.empty()) {
    const auto list_folder = lists.front().file.substr(0, lists.front().file.rfind('/') + 1);
    const auto is_outside = [&](const std::string& image) {
      return !image.starts_with(list_folder) || image.find('/', list_folder.size()) == std::string::npos;
    };
    std::copy_if(images.begin(), images.end(), std::back_inserter(others), is_outside);
    if (std::all_of(images.begin(), images.end(), is_outside)) refuse_without_classes(place, images.size());
    sort_by_lists(Unlisted(images, list_folder), read_class_lists(source, lists), place, catalogue);
  } else {
    auto folders = class_folders(images, place);
    if (folders.classes.empty()) refuse_without_classes(place, images.size());
    others.insert(others.end(), folders.beside.begin(), folders.beside.end());
    sort_class_folders(std::move(folders), place, catalogue);
    if (const auto empty = source.empty_folders(); !empty.empty()) {
      catalogue.notes.push_back("has " +
                                counted(empty.size(), "folder(s) without any file, which are no classes", empty));
    }
  }
  note_others(std::move(others), catalogue);
  return catalogue;
}

}  // namespace data
