#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <utility>

#include "data/examples/example_kind.hpp"
#include "data/examples/image_inputs.hpp"
#include "data/examples/image_root.hpp"
#include "data/examples/paths.hpp"
#include "data/images/files/folder_catalogue.hpp"
#include "data/images/files/square_images.hpp"
#include "data/tables/key_list.hpp"
#include "data/tables/text_ending.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/text.hpp"

namespace data {
namespace {

constexpr std::array<std::string_view, 4> list_endings = {".txt", ".lst", ".list", ".kv"};
constexpr std::int64_t measured_images = 10000;

/// The class folders of a part.
Catalogue classes_of(const FileSource& source, const std::string& place) try {
  return folder_catalogue(source, place);
} catch (const Error& error) {
  if (error.help().find("DOMAIN") == std::string::npos) throw;
  throw Error(
      error.where(), error.cause(),
      "a part has a folder for each class, e.g. train/cat/1.jpg; for a list or a CSV file of images set 'train'");
}

class ImageKind : public ExampleKind {
 public:
  explicit ImageKind(const LabelledDataRequest& request) : request_(request) {}

  std::string noun() const override { return "images"; }
  std::string input_name() const override { return "image"; }

  bool may_be_part(const std::filesystem::path& path) const override {
    return is_folder(path) || is_archive_name(path) || is_records_name(path) || ends_with_any(path, list_endings);
  }

  RawPart read(const std::filesystem::path& place, const std::string& name) const override {
    if (!path_exists(place) || is_folder(place) || is_archive_name(place)) return class_folders(place, name);
    RawPart part{.name = name, .place = place};
    return is_records_name(place) ? with_files(from_records(std::move(part)), "path_column")
                                  : with_files(from_list(std::move(part)), "");
  }

  std::vector<std::shared_ptr<const ExampleInputs>> inputs(std::vector<RawPart*> parts) override {
    const ImageSettings settings{.channels = request_.channels,
                                 .square = request_.image_size,
                                 .cache_folder = request_.cache,
                                 .skip_corrupt = request_.skip_damaged};
    std::vector<std::shared_ptr<const ExampleInputs>> all;
    std::optional<Normalization> normalization;
    for (auto* part : parts) {
      std::vector<std::string> files;
      for (const auto row : part->rows) files.push_back(part->files[static_cast<std::size_t>(row)]);
      const auto images = open_square_images(*part->source, files, part->place, settings);
      if (images.kept.size() < part->size()) part->keep(images.kept);
      if (!normalization) normalization = measured_normalization(sample(images));
      all.push_back(std::make_shared<ImageInputs>(
          images.pixels, images.places, *normalization,
          [keys = part->keys](std::int64_t at) { return keys.at(static_cast<std::size_t>(at)); }));
    }
    return all;
  }

  InputSpecification specification() const override {
    return {{request_.channels, request_.image_size, request_.image_size}, 0};
  }

 private:
  static torch::Tensor sample(const SquareImages& images) {
    const auto count = images.places.size(0);
    const auto step = std::max<std::int64_t>(1, count / measured_images);
    return images.pixels.index_select(0, images.places.slice(0, 0, count, step));
  }

  static RawPart class_folders(const std::filesystem::path& place, const std::string& name) {
    RawPart part{.name = name, .place = place};
    part.source = image_source(place);
    auto catalogue = classes_of(*part.source, place.string());
    for (const auto& note : catalogue.notes) logging::info(place.string() + ": " + note);
    std::vector<std::pair<std::string, std::string>> examples;  // in the order of paths, which does not depend on lists
    for (const auto& classes : catalogue.parts) {
      for (const auto& one : classes) {
        for (const auto& file : one.files) examples.emplace_back(file, one.name);
      }
    }
    std::sort(examples.begin(), examples.end());
    for (const auto& [file, label] : examples) {
      part.add(file, label, std::ssize(part.files));
      part.files.push_back(file);
    }
    return part;
  }

  RawPart from_records(RawPart part) const {
    const auto records = read_records(part.place, request_.format);
    const auto path = records.column(request_.path_column, "path_column");
    part.labelled = records.has(request_.label_column);
    const auto label = part.labelled ? records.column(request_.label_column, "label_column") : 0;
    for (std::int64_t row = 0; row < records.size(); ++row) {
      part.add(normal_key(std::string(records.cell(row, path))),
               part.labelled ? std::string(records.cell(row, label)) : "", row);
    }
    if (!part.labelled && request_.labels.empty() && request_.clean_labels.empty()) {
      records.column(request_.label_column, "label_column");  // says which columns there are
    }
    part.records = std::make_shared<Records>(records);
    return part;
  }

  static RawPart from_list(RawPart part) {
    auto list = read_key_list(part.place);
    part.labelled = list.labelled;
    for (std::size_t i = 0; i < list.keys.size(); ++i) {
      part.add(std::move(list.keys[i]), std::move(list.labels[i]), static_cast<std::int64_t>(i));
    }
    return part;
  }

  /// The folders and archives that the paths of a list may be relative to.
  std::vector<std::filesystem::path> roots(const std::filesystem::path& list) const {
    const auto data = request_.data.empty() ? list.parent_path() : request_.folder / request_.data;
    if (!request_.image_folder.empty()) {
      const auto inside = data / request_.image_folder;
      return {path_exists(inside) ? inside : request_.folder / request_.image_folder};
    }
    std::vector<std::filesystem::path> all;
    if (is_folder(data) || is_archive_name(data)) all.push_back(data);
    for (const auto& place : {list.parent_path(), data / "images", list.parent_path() / "images"}) {
      if (is_folder(place) && std::find(all.begin(), all.end(), place) == all.end()) all.push_back(place);
    }
    return all;
  }

  /// Finds the files of a list.
  RawPart with_files(RawPart part, const std::string& option) const {
    std::vector<std::string> tried;
    std::optional<ImageRoot> root;
    for (const auto& place : roots(part.place)) {
      tried.push_back(place.string());
      ImageRoot here(place);
      for (std::size_t i = 0; i < std::min<std::size_t>(part.size(), 10) && !root; ++i) {
        if (!here.find(part.keys[i]).empty()) root.emplace(std::move(here));
      }
      if (root) break;
    }
    if (!root) {
      throw Error(part.place.string(),
                  fmt::format("names the image '{}', which is in none of {}", part.keys.at(0), comma_separated(tried)),
                  "set 'image_folder' to the folder or archive that the paths are relative to" +
                      (option.empty() ? std::string() : ", and check '" + option + "'"));
    }
    part.source = root->source();
    std::vector<std::size_t> kept;
    std::string first_missing;
    for (std::size_t i = 0; i < part.size(); ++i) {
      auto file = root->find(part.keys[i]);
      if (file.empty()) {
        if (first_missing.empty()) first_missing = part.keys[i];
        continue;
      }
      part.rows[i] = std::ssize(part.files);
      part.files.push_back(std::move(file));
      kept.push_back(i);
    }
    if (kept.size() == part.size()) return part;
    const auto what = fmt::format("{} of {} images do not exist in {}, the first is '{}'", part.size() - kept.size(),
                                  part.size(), root->place().string(), first_missing);
    if (!request_.skip_damaged) {
      throw Error(part.place.string(), what, "add or remove them, or set skip_damaged = true to skip them");
    }
    logging::warning(part.place.string() + ": skipped " + what);
    if (!part.labelled) throw Error(part.place.string(), what, "a list without labels of its own must be complete");
    part.keep(kept);
    return part;
  }

  const LabelledDataRequest& request_;
};

}  // namespace

std::unique_ptr<ExampleKind> image_kind(const LabelledDataRequest& request) {
  return std::make_unique<ImageKind>(request);
}

}  // namespace data
