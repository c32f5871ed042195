#include "data/images/files/class_lists.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <sstream>

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

}  // namespace

bool is_class_list(const std::string& file) {
  return std::any_of(list_names.begin(), list_names.end(), [&](const ListName& list) { return file == list.file; });
}

std::optional<ClassNames> read_class_lists(const FileSource& source, const std::vector<std::string>& files,
                                           const std::string& root) {
  ClassNames names;
  std::array<std::string, part_count> read_from;
  std::map<std::string, std::string> seen;  // class → its location
  for (const auto& list : list_names) {
    const auto file = root + list.file;
    if (!std::binary_search(files.begin(), files.end(), file)) continue;
    const auto part = static_cast<std::size_t>(list.part);
    if (!read_from[part].empty()) {
      throw Error(source.place(file), "exists in addition to " + read_from[part] + ", which has the same meaning",
                  "remove one of them");
    }
    read_from[part] = list.file;
    auto text = source.text(file);
    if (const auto kind = file_kind(text)) throw Error(source.place(file), "is " + kind->what, kind->remedy);
    if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
    std::istringstream lines(text);
    std::string line;
    for (int number = 1; std::getline(lines, line); ++number) {
      const auto name = trimmed(line);
      if (name.empty()) continue;
      const auto here = fmt::format("{} line {}", list.file, number);
      const auto [before, added] = seen.emplace(name, here);
      if (!added) {
        throw Error(source.place(file),
                    fmt::format("line {}: class '{}' is already in {}", number, name, before->second),
                    "a class belongs to one list; remove it from the other");
      }
      names[part].push_back(name);
    }
  }
  const bool none = std::all_of(read_from.begin(), read_from.end(), [](auto& file) { return file.empty(); });
  return none ? std::nullopt : std::make_optional(std::move(names));
}

}  // namespace data
