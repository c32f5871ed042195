#include "data/tables/key_list.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <string_view>

#include "data/tables/table_text.hpp"
#include "data/tables/text_ending.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::string_view blanks = " \t\r";
constexpr std::array<std::string_view, 8> image_endings = {".jpg", ".jpeg", ".png",  ".jpe",
                                                           ".bmp", ".gif",  ".webp", ".tif"};

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

/// Without quotes around all of it.
std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  return quoted ? text.substr(1, text.size() - 2) : text;
}

bool is_image(std::string_view path) { return ends_with_any(std::filesystem::path(unquoted(path)), image_endings); }

struct Line {
  std::string_view text;
  std::int64_t number;
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  std::int64_t number = 0;
  for (std::size_t start = 0; start < text.size();) {
    const auto end = std::min(text.find('\n', start), text.size());
    const auto here = trimmed(text.substr(start, end - start));
    start = end + 1;
    ++number;
    if (!here.empty()) lines.push_back({here, number});
  }
  return lines;
}

/// A key and its label, which is empty if the line has none.
struct Entry {
  std::string_view key, label;
};

Entry split_at(std::string_view line, std::size_t at) {
  return at == std::string_view::npos ? Entry{line, {}}
                                      : Entry{trimmed(line.substr(0, at)), trimmed(line.substr(at + 1))};
}

/// PATH LABEL, where the path may contain blanks.
Entry label_last(std::string_view line) { return split_at(line, line.find_last_of(" \t")); }

/// LABEL PATH, where the path may contain blanks.
Entry label_first(std::string_view line) {
  const auto [label, key] = split_at(line, line.find_first_of(" \t"));
  return {key, label};
}

/// Whether the last `separator` of each line follows an image, and no image follows it: a.jpg,3.
bool are_separated_by(char separator, const std::vector<Line>& lines) {
  return std::all_of(lines.begin(), lines.end(), [&](const Line& line) {
    const auto [key, label] = split_at(line.text, line.text.rfind(separator));
    return is_image(key) && !label.empty() && !is_image(label);
  });
}

/// Whether labels stand in front: each line ends with an image, and few words begin the lines.
bool have_labels_in_front(const std::vector<Line>& lines) {
  std::set<std::string_view> words;
  for (const auto& line : lines) {
    const auto [key, label] = label_first(line.text);
    if (!is_image(key) || label.find_first_of("/\\.") != std::string_view::npos) return false;
    words.insert(label);
  }
  return words.size() <= std::max<std::size_t>(1, lines.size() / 2);
}

/// How the lines of a list are split.
std::function<Entry(std::string_view)> splitting_of(const std::vector<Line>& lines) {
  for (const char separator : {'\t', ',', ';'}) {
    if (are_separated_by(separator, lines))
      return [separator](std::string_view line) { return split_at(line, line.rfind(separator)); };
  }
  const bool all_images = std::all_of(lines.begin(), lines.end(), [](const Line& line) { return is_image(line.text); });
  if (all_images && have_labels_in_front(lines)) return label_first;
  if (all_images) return [](std::string_view line) { return Entry{line, {}}; };
  return label_last;
}

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
  const auto lines = lines_of(text);
  const auto split = splitting_of(lines);
  std::size_t labelled = 0;
  for (const auto& line : lines) {
    const auto [key, label] = split(line.text);
    list.keys.push_back(normal_key(std::string(unquoted(key))));
    list.labels.emplace_back(unquoted(label));
    list.lines.push_back(line.number);
    labelled += label.empty() ? 0 : 1;
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
