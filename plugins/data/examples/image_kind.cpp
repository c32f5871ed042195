#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "data/examples/example_kind.hpp"
#include "data/examples/image_inputs.hpp"
#include "data/examples/image_root.hpp"
#include "data/examples/listed_files.hpp"
#include "data/examples/paths.hpp"
#include "data/images/files/folder_catalogue.hpp"
#include "data/images/files/square_images.hpp"
#include "data/tables/key_list.hpp"
#include "data/tables/text_ending.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"

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
    return is_records_name(place) ? with_listed_files(from_records(std::move(part)), request_, "path_column")
                                  : with_listed_files(from_list(std::move(part)), request_, "");
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

  const LabelledDataRequest& request_;
};

}  // namespace

std::unique_ptr<ExampleKind> image_kind(const LabelledDataRequest& request) {
  return std::make_unique<ImageKind>(request);
}

}  // namespace data
