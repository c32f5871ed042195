#include "data/examples/part_places.hpp"

#include <algorithm>
#include <cctype>

#include "data/examples/paths.hpp"
#include "data/images/files/file_source.hpp"
#include "data/split_names.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"

namespace data {
namespace {

using Names = std::vector<std::string>;

/// "train" of "Train.csv.gz".
std::string stem(const std::filesystem::path& path) {
  auto name = path.filename().string();
  if (!is_folder(path)) name = name.substr(0, name.find('.'));
  std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
  return name;
}

/// Whether an entry is named like a part: exactly, or with more around the name, as train_data.
enum class Naming { exact, similar };
bool is_named(const std::filesystem::path& path, const Names& names, Naming naming) {
  const auto name = naming == Naming::exact ? stem(path) : split_word(stem(path));
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The folder of an archive that has one of the names, the one closest to the top.
std::optional<std::filesystem::path> in_archive(const std::filesystem::path& archive, const Names& names,
                                                Naming naming) {
  std::optional<std::filesystem::path> best;
  std::ptrdiff_t depth = 0;
  for (const auto& file : open_source(archive)->files()) {
    std::filesystem::path above;
    std::ptrdiff_t level = 0;
    for (const auto& part : std::filesystem::path(file).parent_path()) {
      above /= part;
      if (is_named(part, names, naming) && (!best || level < depth)) {
        best = archive / above;
        depth = level;
      }
      ++level;
    }
  }
  return best;
}

std::optional<std::filesystem::path> in_folder(const std::filesystem::path& folder, const Names& names, Naming naming,
                                               const ExampleKind& kind, const std::string& option,
                                               const LabelledDataRequest& request) {
  std::vector<std::filesystem::path> found;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error); !error && at != std::filesystem::directory_iterator();
       at.increment(error)) {
    const auto& path = at->path();
    const auto name = path.filename().string();
    if (name == request.labels || name == request.clean_labels) continue;
    if (is_named(path, names, naming) && kind.may_be_part(path)) found.push_back(path);
  }
  if (error) throw Error(folder.string(), "cannot be listed: " + error.message(), "check the option 'data'");
  std::sort(found.begin(), found.end());
  if (found.size() > 1) {
    throw Error(folder.string(), "has both " + found[0].filename().string() + " and " + found[1].filename().string(),
                "set '" + option + "' to the one to use");
  }
  return found.empty() ? std::nullopt : std::make_optional(found.front());
}

class Finder {
 public:
  Finder(const LabelledDataRequest& request, const ExampleKind& kind)
      : request_(request), kind_(kind), data_(request.data.empty() ? request.folder : request.folder / request.data) {
    if (request.data.empty() && request.train.empty()) {
      throw Error("'data'", "is empty, but dataset '" + request.dataset + "' needs files",
                  "set it to the folder with the files, or set 'train', 'test' and 'meta'");
    }
    if (!path_exists(data_))
      throw Error(data_.string(), "no such file or folder", "set 'data', which is relative to the manifest");
  }

  std::optional<std::filesystem::path> part(const std::string& named, const Names& names,
                                            const std::string& option) const {
    if (!named.empty()) return located(named, option);
    if (request_.data.empty()) return std::nullopt;
    for (const auto naming : {Naming::exact, Naming::similar}) {
      std::optional<std::filesystem::path> found;
      if (is_folder(data_)) {
        found = in_folder(data_, names, naming, kind_, option, request_);
      } else if (is_archive_name(data_)) {
        found = in_archive(data_, names, naming);
      }
      if (found) return found;
    }
    return std::nullopt;
  }

  const std::filesystem::path& data() const { return data_; }

  /// "; train.txt is not of a kind that is read here", if there is such a file.
  std::string unread() const {
    std::error_code error;
    for (std::filesystem::directory_iterator at(data_, error); !error && at != std::filesystem::directory_iterator();
         at.increment(error)) {
      if (!is_named(at->path(), {"train", "training"}, Naming::similar) || kind_.may_be_part(at->path())) continue;
      return "; " + at->path().filename().string() + " is not of a kind that is read: " + kind_.noun() +
             " are in files that end in .csv, .tsv or .jsonl";
    }
    return {};
  }

 private:
  std::filesystem::path located(const std::string& named, const std::string& option) const {
    const auto inside = beneath(data_, named);
    const auto beside = beneath(request_.folder, named);
    if (path_exists(inside)) return inside;
    if (path_exists(beside)) return beside;
    if (!is_folder(data_) && is_archive_name(data_)) return inside;
    throw Error(inside.string(), "no such file or folder",
                "set '" + option + "' to a path relative to 'data' or to the manifest");
  }

  const LabelledDataRequest& request_;
  const ExampleKind& kind_;
  std::filesystem::path data_;
};

}  // namespace

PartPlaces find_parts(const LabelledDataRequest& request, const ExampleKind& kind) {
  const Finder finder(request, kind);
  PartPlaces places;
  auto training = finder.part(request.train, {"train", "training"}, "train");
  places.test = finder.part(request.test, {"test", "testing"}, "test");
  places.meta = finder.part(request.meta, {"meta", "clean"}, "meta");
  places.validation = finder.part(request.validation, {"val", "valid", "validation", "dev"}, "validation");
  if (!training) {
    if (is_folder(finder.data()) && (places.test || places.validation || !kind.may_be_part(finder.data()))) {
      throw Error(finder.data().string(), "has no training part" + finder.unread(),
                  "call it train (a folder, or e.g. train.csv), or set the option 'train'");
    }
    training = finder.data();
  }
  places.training = *training;
  if (!places.test && places.validation) {
    logging::info("there is no test part: " + places.validation->string() + " is the test part");
    places.test = std::move(places.validation);
    places.validation.reset();
  }
  return places;
}

}  // namespace data
