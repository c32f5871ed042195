#include "data/examples/raw_parts.hpp"

#include <fmt/core.h>

#include <utility>

#include "data/examples/label_file.hpp"
#include "data/examples/part_places.hpp"
#include "data/examples/paths.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"

namespace data {
namespace {

std::optional<LabelFile> opened(const LabelledDataRequest& request, const std::string& name, const char* option) {
  if (name.empty() || name == "data") return std::nullopt;
  const auto inside = beneath(request.folder / request.data, name);
  return LabelFile(path_exists(inside) ? inside : beneath(request.folder, name), option, request.label_column,
                   request.path_column, request.format);
}

[[noreturn]] void refuse_unlabelled(const RawPart& part, const char* option) {
  throw Error(part.place.string(), "has no labels",
              fmt::format("add them (a column 'label_column', or PATH LABEL in each line of a list), or set '{}' to a "
                          "file that has them",
                          option));
}

void apply_label_files(RawParts& parts, const LabelledDataRequest& request) {
  auto& training = parts.training;
  const auto labels = opened(request, request.labels, "labels");
  const auto clean = opened(request, request.clean_labels, "clean_labels");
  if (request.clean_labels == "data") training.clean_labels = training.labels;
  if (clean) training.clean_labels = clean->of_known(training.keys);
  if (labels) training.labels = labels->of(training.keys);
  if (!labels && !training.labelled) refuse_unlabelled(training, "labels");
  for (auto* part : parts.all()) {
    if (part != &training && !part->labelled) {
      const auto& source = clean ? clean : labels;
      if (!source || !source->by_path()) refuse_unlabelled(*part, "clean_labels");
      part->labels = source->of(part->keys);
      logging::info(fmt::format("{}: the labels of the {} part are those in {}", part->place.string(), part->name,
                                source->file().string()));
    }
    normalize_labels(part->labels);
  }
  normalize_labels(training.clean_labels);
}

void drop_unlabelled(RawPart& part, const LabelledDataRequest& request, const std::string& noun) {
  std::vector<std::size_t> kept;
  std::string first;
  for (std::size_t i = 0; i < part.size(); ++i) {
    if (!part.labels[i].empty()) {
      kept.push_back(i);
    } else if (first.empty()) {
      first = part.keys[i];
    }
  }
  const auto without = part.size() - kept.size();
  if (without == 0) return;
  if (!request.skip_damaged || kept.empty()) {
    throw Error(
        first, fmt::format("has no label; {} of {} {} of the {} part have none", without, part.size(), noun, part.name),
        "add or remove them, or set skip_damaged = true to skip them");
  }
  logging::warning(
      fmt::format("{}: skipped {} {} without a label, the first is {}", part.place.string(), without, noun, first));
  part.keep(kept);
}

}  // namespace

std::vector<RawPart*> RawParts::all() {
  std::vector<RawPart*> parts{&training};
  for (auto* part : {&test, &meta, &validation}) {
    if (*part) parts.push_back(&**part);
  }
  return parts;
}

RawParts read_raw_parts(const LabelledDataRequest& request, const ExampleKind& kind) {
  const auto places = find_parts(request, kind);
  RawParts parts{kind.read(places.training, "training")};
  if (places.test) parts.test = kind.read(*places.test, "test");
  if (places.meta) parts.meta = kind.read(*places.meta, "meta");
  if (places.validation) parts.validation = kind.read(*places.validation, "validation");
  apply_label_files(parts, request);
  for (auto* part : parts.all()) drop_unlabelled(*part, request, kind.noun());
  return parts;
}

}  // namespace data
