#include "data/images/files/image_lists.hpp"

#include <fmt/format.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "data/images/files/folder_source.hpp"
#include "data/images/files/image_names.hpp"
#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace data {

using namespace evograd;

namespace {

using Json = nlohmann::json;

constexpr std::array<const char*, part_count> list_files = {"base.json", "val.json", "novel.json"};
constexpr const char* form =
    R"(the form is {"label_names": [strings], "image_names": [paths], "image_labels": [numbers]})";

/// The library's message without its error number in brackets.
std::string cause(const Json::exception& error) {
  const std::string text = error.what();
  return text.substr(text.find("] ") + 2);
}

Json parsed(const std::filesystem::path& path) {
  constexpr int deepest = 8;  // nlohmann prints and copies recursively
  const auto shallow = [&](int depth, Json::parse_event_t, const Json&) {
    if (depth > deepest) throw Error(path.string(), "is nested too deeply", form);
    return true;
  };
  std::ifstream file(path, std::ios::binary);
  if (!file) throw Error(path.string(), "cannot be opened", "check its permissions");
  try {
    return Json::parse(file, shallow);
  } catch (const Json::parse_error& error) {
    refuse_placeholder(path);
    throw Error(path.string(), fmt::format("is not valid JSON: {} (byte {})", cause(error), error.byte), form);
  } catch (const Json::exception& error) {
    throw Error(path.string(), "is not valid JSON: " + cause(error), form);
  }
}

const Json& array(const Json& list, const char* member, const std::filesystem::path& path) {
  const auto found = list.is_object() ? list.find(member) : list.end();
  if (!list.is_object() || found == list.end() || !found->is_array()) {
    throw Error(path.string(), std::string("has no array '") + member + "'", form);
  }
  return *found;
}

[[noreturn]] void refuse_entry(const std::filesystem::path& path, const char* member, std::size_t at, const Json& value,
                               const char* expected) {
  constexpr std::size_t longest = 80;
  auto text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  if (text.size() > longest) text = text.substr(0, longest) + "…";
  throw Error(path.string(), fmt::format("{}[{}] is {}, not {}", member, at, text, expected), form);
}

/// The file `path`, absolute, below one of `folders`; empty if there is none.
std::string file_below(const std::vector<std::filesystem::path>& folders, const std::filesystem::path& path) {
  std::error_code error;
  for (const auto& folder : folders) {
    const auto file = folder / path;  // an absolute path replaces the folder
    if (std::filesystem::is_regular_file(file, error)) return std::filesystem::absolute(file).string();
  }
  return {};
}

/// The last parts of an absolute path, CLASS/IMAGE at least, that lead to a file below one of `folders`: lists are
/// often written on another machine.
std::string moved_file(const std::vector<std::filesystem::path>& folders, const std::string& path) {
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const auto rest = path.substr(slash + 1);
    if (rest.find('/') == std::string::npos) break;
    if (auto file = rest.starts_with('/') ? std::string() : file_below(folders, rest); !file.empty()) return file;
  }
  return {};
}

/// Finds the images that a list names.
class Locator {
 public:
  Locator(const std::filesystem::path& list, const std::filesystem::path& images_root, std::vector<std::string>& notes)
      : list_(list), images_root_(images_root), notes_(notes), folders_{list.parent_path()} {
    if (!images_root.empty()) folders_.push_back(images_root);
  }

  std::string find(const std::string& written) {
    if (auto file = file_below(folders_, written); !file.empty()) return file;
    const auto path = with_slashes(written);
    if (auto file = file_below(folders_, path); !file.empty()) return file;
    const bool drive = path.size() > 2 && path[1] == ':';
    const bool absolute = drive || path.starts_with('/');
    if (auto file = absolute ? moved_file(folders_, path) : std::string(); !file.empty()) {
      if (!std::exchange(moved_, true)) {
        notes_.push_back(fmt::format("'{}' in {} does not exist, {} does; the same holds for other images of the list",
                                     written, list_.filename().string(), file));
      }
      return file;
    }
    throw Error(list_.string(), "names the image '" + written + "', which does not exist",
                absolute ? "paths may also be relative to the list or to the option 'list_root'"
                : images_root_.empty()
                    ? "set the option 'list_root' to the folder that the paths are relative to"
                    : "searched in the folder of the list and in the 'list_root' " + images_root_.string());
  }

 private:
  const std::filesystem::path& list_;
  const std::filesystem::path& images_root_;
  std::vector<std::string>& notes_;
  std::vector<std::filesystem::path> folders_;
  bool moved_ = false;
};

std::string class_name(const Json& names, std::int64_t label, const std::filesystem::path& path) {
  const auto at = static_cast<std::size_t>(label);
  if (at >= names.size() || names[at].is_null()) return fmt::to_string(label);
  if (names[at].is_string()) return names[at].get<std::string>();
  if (names[at].is_number_integer()) return names[at].dump();
  refuse_entry(path, "label_names", at, names[at], "a string");
}

/// Where a class was listed first.
struct Listed {
  std::size_t part;
  std::string where;
};

std::vector<CatalogueClass> classes_of(const std::filesystem::path& path, std::size_t part, Locator locator,
                                       std::map<std::string, Listed>& seen, std::vector<std::string>& notes) {
  const auto list = parsed(path);
  const auto& images = array(list, "image_names", path);
  const auto& labels = array(list, "image_labels", path);
  const auto names = list.contains("label_names") ? array(list, "label_names", path) : Json::array();
  if (images.size() != labels.size()) {
    throw Error(path.string(), fmt::format("has {} image_names, but {} image_labels", images.size(), labels.size()));
  }
  std::map<std::int64_t, std::vector<std::string>> files;
  for (std::size_t i = 0; i < images.size(); ++i) {
    if (!images[i].is_string()) refuse_entry(path, "image_names", i, images[i], "a path");
    if (!labels[i].is_number_integer() || labels[i] < 0) {
      refuse_entry(path, "image_labels", i, labels[i], "a non-negative integer");
    }
    files[labels[i].get<std::int64_t>()].push_back(locator.find(images[i].get<std::string>()));
  }
  std::vector<CatalogueClass> classes;
  for (auto& [label, images_of_class] : files) {
    const auto name = class_name(names, label, path);
    const auto here = fmt::format("{} (label {})", path.filename().string(), label);
    const auto [before, added] = seen.emplace(name, Listed{part, here});
    if (!added && name != fmt::to_string(label)) {  // plain numbers may start at 0 in each list
      const auto& [other_part, there] = before->second;
      if (other_part == part || other_part == 0) {
        throw Error(path.string(), fmt::format("label {}: class '{}' is already in {}", label, name, there),
                    "a class belongs to one list and has one number");
      }
      notes.push_back(fmt::format("the class '{}' is in {} and in {}", name, there, here));  // tuned on and tested
    }
    classes.push_back({name, std::move(images_of_class)});
  }
  return classes;
}

}  // namespace

bool holds_image_lists(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto* file : list_files) {
    if (std::filesystem::is_regular_file(folder / file, error)) return true;
  }
  return false;
}

Catalogue list_catalogue(const std::filesystem::path& folder, const std::filesystem::path& images_root) {
  if (!holds_image_lists(folder)) {
    throw Error(folder.string(), "contains none of base.json, val.json and novel.json", form);
  }
  Catalogue catalogue;
  std::map<std::string, Listed> seen;
  bool any = false;
  for (std::size_t part = 0; part < part_count; ++part) {
    const auto path = folder / list_files[part];
    if (!std::filesystem::exists(path)) continue;
    catalogue.parts[part] = classes_of(path, part, Locator(path, images_root, catalogue.notes), seen, catalogue.notes);
    any |= !catalogue.parts[part].empty();
  }
  if (!any) throw Error(folder.string(), "its lists contain no image", form);
  return catalogue;
}

void identify_image_lists(const std::filesystem::path& folder, Fingerprint& fingerprint) {
  for (const auto* file : list_files) {
    fingerprint.add(file);
    identify_file(folder / file, fingerprint);
  }
}

}  // namespace data
