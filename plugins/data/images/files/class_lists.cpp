#include "data/images/files/class_lists.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "data/images/files/image_names.hpp"
#include "data/split_names.hpp"
#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace data {

using namespace evograd;

namespace {

struct ListName {
  const char* file;
  Part part;
};

constexpr std::array<ListName, 4> list_names = {{{"train_classes.txt", Part::base},
                                                 {"base_classes.txt", Part::base},
                                                 {"val_classes.txt", Part::validation},
                                                 {"novel_classes.txt", Part::novel}}};

std::string trimmed(const std::string& line) {
  constexpr const char* blanks = " \t\r\v\f";
  const auto first = line.find_first_not_of(blanks);
  return first == std::string::npos ? "" : line.substr(first, line.find_last_not_of(blanks) - first + 1);
}

/// The names in a list with their lines.
std::vector<std::pair<std::string, int>> names_in(const FileSource& source, const std::string& file) {
  auto text = source.text(file);
  refuse_other_kind(text, source.place(file), "give a text file with one class per line");
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  std::vector<std::pair<std::string, int>> names;
  std::istringstream lines(text);
  std::string line;
  for (int number = 1; std::getline(lines, line); ++number) {
    if (auto name = trimmed(line); !name.empty()) names.emplace_back(std::move(name), number);
  }
  return names;
}

/// All folders that lead to the files, by path and by name.
std::set<std::string> folders_of(const std::vector<std::string>& files, const std::string& root) {
  std::set<std::string> all;
  for (const auto& file : files) {
    if (!file.starts_with(root)) continue;
    for (auto folder = folder_name(file.substr(root.size())); !folder.empty(); folder = folder_name(folder)) {
      all.insert(base_name(folder));
      if (!all.insert(folder).second && folder.find('/') != std::string::npos) break;
    }
  }
  return all;
}

/// The part of a text file such as train.txt, if each of its lines is the name of a folder: others list images.
std::optional<Part> part_of_other_list(const FileSource& source, const std::string& file,
                                       const std::set<std::string>& folders) {
  const std::filesystem::path path(base_name(file));
  const auto split = split_name(path.stem().string());
  if (path.extension() != ".txt" || !split) return std::nullopt;
  const auto names = names_in(source, file);
  const bool all = std::all_of(names.begin(), names.end(),
                               [&](const auto& name) { return folders.contains(with_slashes(name.first)); });
  if (!all || names.empty()) return std::nullopt;
  return *split == SplitName::training ? Part::base : *split == SplitName::validation ? Part::validation : Part::novel;
}

}  // namespace

std::vector<ClassList> class_lists(const FileSource& source, const std::vector<std::string>& files) {
  std::vector<ClassList> lists;
  for (const auto& list : list_names) {
    for (const auto& file : files) {
      if (base_name(file) == list.file) lists.push_back({file, list.part});
    }
  }
  if (lists.empty()) {
    for (const auto& file : files) {
      const auto root = file.substr(0, file.rfind('/') + 1);
      if (!file.ends_with(".txt") || !split_name(std::filesystem::path(base_name(file)).stem().string())) continue;
      if (const auto part = part_of_other_list(source, file, folders_of(files, root))) lists.push_back({file, *part});
    }
  }
  const auto depth = [](const ClassList& list) { return std::count(list.file.begin(), list.file.end(), '/'); };
  const auto nearest =
      std::min_element(lists.begin(), lists.end(), [&](const auto& a, const auto& b) { return depth(a) < depth(b); });
  if (nearest == lists.end()) return lists;
  const auto root = nearest->file.substr(0, nearest->file.rfind('/') + 1);
  std::erase_if(lists, [&](const ClassList& list) { return list.file.substr(0, list.file.rfind('/') + 1) != root; });
  return lists;
}

ClassNames read_class_lists(const FileSource& source, const std::vector<ClassList>& lists) {
  ClassNames names;
  std::array<std::string, part_count> read_from;
  std::map<std::string, std::string> seen;  // class → its location
  for (const auto& list : lists) {
    const auto part = static_cast<std::size_t>(list.part);
    if (!read_from[part].empty()) {
      throw Error(source.place(list.file), "exists in addition to " + read_from[part] + ", which has the same meaning",
                  "remove one of them");
    }
    read_from[part] = base_name(list.file);
    for (const auto& [name, line] : names_in(source, list.file)) {
      const auto [before, added] = seen.emplace(name, fmt::format("{} line {}", read_from[part], line));
      if (!added) {
        throw Error(source.place(list.file),
                    fmt::format("line {}: class '{}' is already in {}", line, name, before->second),
                    "a class belongs to one list; remove it from the other");
      }
      names[part].push_back(name);
    }
  }
  return names;
}

}  // namespace data
