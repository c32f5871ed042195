#include "data/images/files/csv_lists.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string_view>
#include <utility>

#include "data/images/files/class_folders.hpp"
#include "data/images/files/image_names.hpp"
#include "data/images/files/listed_images.hpp"
#include "data/split_names.hpp"
#include "data/tables/delimited_text.hpp"
#include "data/tables/table_text.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

using Row = std::vector<std::string>;

constexpr std::size_t none = static_cast<std::size_t>(-1);
constexpr const char* table_form =
    "the form is a table with columns 'filename' and 'label', one image a row: train.csv, val.csv and test.csv, or one "
    "table with a column 'split'";

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  std::erase_if(text, [](char c) { return c == '_' || c == ' ' || c == '-'; });
  return text;
}

/// The columns of a table that matter.
struct Columns {
  std::size_t image = none;
  std::size_t label = none;
  std::size_t split = none;
  bool header = true;

  bool found() const { return image != none && label != none; }
};

Columns columns_of(const Row& first, const ListedImages& images) {
  constexpr std::array<std::string_view, 14> image_names = {
      "filename",  "filenames", "file",    "fname", "image",   "images", "imagename",
      "imagepath", "imagefile", "imageid", "img",   "imgpath", "path",   "filepath"};
  constexpr std::array<std::string_view, 10> label_names = {"label",   "labels",   "class",  "classname", "classlabel",
                                                            "classid", "category", "target", "species",   "wnid"};
  constexpr std::array<std::string_view, 6> split_names = {"split", "set", "subset", "partition", "part", "phase"};
  Columns columns;
  const auto place = [&](const auto& names) {
    for (const auto name : names) {
      for (std::size_t i = 0; i < first.size(); ++i) {
        if (lower(first[i]) == name) return i;
      }
    }
    return none;
  };
  columns.image = place(image_names);
  columns.label = place(label_names);
  columns.split = place(split_names);
  if (columns.found() || first.size() != 2) return columns;
  // Without a header one of the two columns names an image that exists.
  for (const std::size_t image : {0U, 1U}) {
    if (images.find(first[image], "").size() == 1) return {.image = image, .label = 1 - image, .header = false};
  }
  return columns;
}

/// The classes of one part, filled from rows.
class ListedClasses {
 public:
  explicit ListedClasses(std::string place) : place_(std::move(place)) {}

  void add(const std::string& label, const std::string& file) {
    const auto [before, added] = label_of_.emplace(file, label);
    if (!added && before->second == label) return;
    if (!added) {
      throw Error(place_, fmt::format("lists the image '{}' under '{}' and '{}'", file, before->second, label),
                  "an image belongs to one class");
    }
    files_[label].push_back(file);
  }

  std::vector<CatalogueClass> take() {
    std::vector<CatalogueClass> classes;
    for (auto& [label, files] : files_) classes.push_back({label, std::move(files)});
    return classes;
  }

 private:
  std::string place_;
  std::map<std::string, std::string> label_of_;
  std::map<std::string, std::vector<std::string>> files_;
};

/// A CSV file of the source.
struct Table {
  std::string file;
  std::string place;
  Records rows;
  Columns columns;
};

Row first_row(const std::string& text, const std::string& place) {
  const auto row = parse_delimited(std::string(first_row_of(text)), place, {.header = false});
  Row cells;
  for (std::size_t i = 0; i < row.columns().size(); ++i) cells.emplace_back(row.cell(0, i));
  return cells;
}

/// The remedies of the reader name options that image folders do not have.
Records rows_of(const std::string& text, const std::string& place, bool header) try {
  return parse_delimited(text, place, {.header = header});
} catch (const Error& error) {
  const bool empty = error.cause().find("no row") != std::string::npos;
  throw Error(error.where(), error.cause(),
              empty ? table_form : "put quotes around a cell that contains the separator, and double quotes in it");
}

/// Whether no cell of a row has content, as the rows that spreadsheets append.
bool is_blank(const Records& rows, std::int64_t row) {
  for (std::size_t i = 0; i < rows.columns().size(); ++i) {
    if (!rows.cell(row, i).empty()) return false;
  }
  return true;
}

class Lists {
 public:
  Lists(const FileSource& source, const std::vector<std::string>& files, const std::string& place)
      : source_(source), images_(files), place_(place) {}

  /// The tables that list images, in the folder nearest to the root that has one.
  std::vector<Table> tables(const std::vector<std::string>& files) const {
    std::vector<Table> found;
    for (const auto& file : files) {
      if (!is_table_name(file)) continue;
      if (auto table = table_of(file)) found.push_back(std::move(*table));
    }
    if (found.empty()) return found;
    const auto depth = [](const Table& table) { return std::count(table.file.begin(), table.file.end(), '/'); };
    const auto least = depth(*std::min_element(found.begin(), found.end(),
                                               [&](const auto& a, const auto& b) { return depth(a) < depth(b); }));
    std::erase_if(found, [&](const Table& table) { return depth(table) > least; });
    return found;
  }

  Catalogue catalogue(const std::vector<Table>& tables) {
    std::vector<ListedClasses> parts(part_count, ListedClasses(place_));
    Catalogue catalogue;
    const bool named = std::any_of(tables.begin(), tables.end(),
                                   [](const Table& table) { return split_name(stem(table.file)).has_value(); });
    std::vector<std::string> unused;
    for (const auto& table : tables) {
      const auto part = split_name(stem(table.file));
      if ((named && !part) || (!named && tables.size() > 1 && table.columns.split == none)) {
        unused.push_back(table.file);
        continue;
      }
      read(table, part.value_or(SplitName::training), parts);
    }
    for (std::size_t i = 0; i < part_count; ++i) catalogue.parts[i] = parts[i].take();
    if (std::all_of(catalogue.parts.begin(), catalogue.parts.end(), [](const auto& part) { return part.empty(); })) {
      throw Error(place_,
                  "has " + counted(unused.size(), "table(s) of images, of which none is named after a part", unused),
                  table_form);
    }
    if (!unused.empty()) catalogue.notes.push_back("skipped " + counted(unused.size(), "table(s)", unused));
    require_own_classes(catalogue, place_);
    return catalogue;
  }

 private:
  static std::string stem(const std::string& file) { return std::filesystem::path(file).stem().string(); }

  /// Nothing if it does not list images.
  std::optional<Table> table_of(const std::string& file) const {
    const auto at = source_.place(file);
    auto contents = source_.text(file);
    if (contents.find_first_not_of("\r\n") == std::string::npos) return std::nullopt;
    const bool named = split_name(stem(file)).has_value();  // such as train.csv, so it is meant as a list
    std::string text;
    Row first;
    try {
      text = table_text(std::move(contents), at);
      first = first_row(text, at);
    } catch (const Error&) {
      if (named || images_.are_flat()) throw;
      return std::nullopt;  // any other table may lie beside class folders
    }
    const auto columns = columns_of(first, images_);
    if (columns.found()) return Table{file, at, rows_of(text, at, columns.header), columns};
    if (!named || !images_.are_flat()) return std::nullopt;
    throw Error(at, fmt::format("has the columns {}, none for images or none for labels", fmt::join(first, ", ")),
                table_form);
  }

  void read(const Table& table, SplitName part, std::vector<ListedClasses>& parts) const {
    const auto& [image, label, split, header] = table.columns;  // the rows are without the header
    std::vector<std::string> missing;
    for (std::int64_t row = 0; row < table.rows.size(); ++row) {
      if (is_blank(table.rows, row)) continue;
      const auto cell = [&](std::size_t column) { return std::string(table.rows.cell(row, column)); };
      const auto here = table.rows.place(row);
      const auto files = images_.find(cell(image), folder_name(table.file));
      if (files.empty()) {
        missing.push_back("'" + cell(image) + "'");
        continue;
      }
      if (files.size() > 1) {
        throw Error(here, fmt::format("'{}' may be {} or {}", cell(image), files[0], files[1]),
                    "name images by their paths");
      }
      auto of = part;
      if (split != none && !split_name(stem(table.file))) {
        const auto named = split_name(cell(split));
        if (!named) {
          throw Error(here, fmt::format("'{}' is not the name of a part", cell(split)),
                      "parts are train, val and test");
        }
        of = *named;
      }
      if (cell(label).empty()) throw Error(here, "has no label", table_form);
      parts[static_cast<std::size_t>(of)].add(with_slashes(cell(label)), files.front());
    }
    if (missing.empty()) return;
    throw Error(table.place, "lists " + counted(missing.size(), "image(s) that do not exist", missing),
                "images are looked for by name in all of " + place_ + "; correct the column, or add the images");
  }

  const FileSource& source_;
  ListedImages images_;
  std::string place_;
};

}  // namespace

bool is_table_name(const std::string& file) {
  const auto ending = lower(std::filesystem::path(file).extension().string());
  return ending == ".csv" || ending == ".tsv";
}

std::optional<Catalogue> csv_catalogue(const FileSource& source, const std::vector<std::string>& files,
                                       const std::string& place) {
  if (std::none_of(files.begin(), files.end(), is_table_name)) return std::nullopt;
  Lists lists(source, files, place);
  const auto tables = lists.tables(files);
  if (tables.empty()) return std::nullopt;
  return lists.catalogue(tables);
}

}  // namespace data
