#include "data/tables/key_list.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>

#include "data/tables/table_text.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::string_view blanks = " \t\r";

}  // namespace

std::string KeyList::place(std::size_t entry) const { return fmt::format("{}:{}", file.string(), lines.at(entry)); }

std::string normal_key(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  while (path.starts_with("./")) path.erase(0, 2);
  return path;
}

KeyList read_key_list(const std::filesystem::path& file) {
  const auto text = table_text(file);
  KeyList list;
  list.file = file;
  std::int64_t line = 0;
  std::size_t labelled = 0;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    auto here = std::string_view(text).substr(start, end - start);
    start = end + 1;
    ++line;
    here.remove_prefix(std::min(here.find_first_not_of(blanks), here.size()));
    here = here.substr(0, here.find_last_not_of(blanks) + 1);
    if (here.empty()) continue;
    const auto gap = here.find_last_of(" \t");
    const auto key = gap == std::string_view::npos ? here : here.substr(0, here.find_last_not_of(blanks, gap) + 1);
    list.keys.push_back(normal_key(std::string(key)));
    list.labels.emplace_back(gap == std::string_view::npos ? "" : here.substr(gap + 1));
    list.lines.push_back(line);
    labelled += gap == std::string_view::npos ? 0 : 1;
  }
  if (list.keys.empty())
    throw Error(file.string(), "has no line", "each line is a path and a label, e.g. cats/1.jpg 0");
  list.labelled = labelled > 0;
  if (list.labelled && labelled < list.keys.size()) {
    const auto without = std::find(list.labels.begin(), list.labels.end(), "") - list.labels.begin();
    throw Error(list.place(static_cast<std::size_t>(without)),
                fmt::format("has no label, but {} of {} lines have one", labelled, list.keys.size()),
                "each line is a path, a blank and a label; or no line has a label, and 'labels' has them");
  }
  return list;
}

}  // namespace data
