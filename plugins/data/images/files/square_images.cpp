#include "data/images/files/square_images.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "data/images/files/decode_catalogue.hpp"
#include "data/images/files/decode_image.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::size_t failures_shown = 10;

std::uint64_t key_of(const FileSource& source, const std::vector<std::string>& files,
                     const std::filesystem::path& place, const ImageSettings& settings) {
  std::error_code error;
  const auto whole = std::filesystem::weakly_canonical(place, error);
  Fingerprint fingerprint;
  fingerprint.add(decoder_version)
      .add("square")
      .add((error ? place : whole).string())
      .add(settings.square)
      .add(settings.channels);
  source.identify_files(files, fingerprint);
  return fingerprint.value();
}

/// Which of `files` are not among the corrupt ones, "place: cause", sorted.
std::vector<std::size_t> intact(const FileSource& source, const std::vector<std::string>& files,
                                const std::vector<std::string>& corrupt) {
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto front = source.place(files[i]) + ":";
    const auto found = std::lower_bound(corrupt.begin(), corrupt.end(), front);
    if (found == corrupt.end() || !found->starts_with(front)) kept.push_back(i);
  }
  return kept;
}

void tell_corrupt(const std::vector<std::string>& corrupt, const std::filesystem::path& place, bool skip) {
  if (corrupt.empty()) return;
  auto text = fmt::format("{} image(s) cannot be decoded:", corrupt.size());
  for (std::size_t i = 0; i < std::min(corrupt.size(), failures_shown); ++i) text += "\n    " + corrupt[i];
  if (corrupt.size() > failures_shown) text += fmt::format("\n    and {} more", corrupt.size() - failures_shown);
  if (!skip) throw Error(place.string(), text, "repair or remove them, or set skip_damaged = true to skip them");
  logging::warning(fmt::format("{}: skipped {} image(s) that cannot be decoded, the first is {}", place.string(),
                               corrupt.size(), corrupt[0]));
}

CachedImages decoded(const FileSource& source, Catalogue catalogue, const ImageSettings& settings,
                     const std::filesystem::path& cache, std::uint64_t key, const std::string& name) {
  const auto what = fmt::format("{}: decoding {} images once", name, catalogue.parts[0][0].files.size());
  if (!cache.empty()) {
    try {
      const auto sink = file_sink(cache, key);
      logging::info(what + " for all runs; they are kept in " + cache.string());
      return decode_catalogue(source, catalogue, settings, *sink);
    } catch (const CacheUnwritable& error) {
      logging::warning("the cache " + cache.string() + " cannot be written (" + error.what() +
                       "); images stay in memory");
    }
  }
  logging::info(what + " per run");
  const auto sink = memory_sink();
  return decode_catalogue(source, std::move(catalogue), settings, *sink);
}

}  // namespace

SquareImages open_square_images(const FileSource& source, const std::vector<std::string>& files,
                                const std::filesystem::path& place, const ImageSettings& settings) {
  const auto key = key_of(source, files, place, settings);
  std::filesystem::path cache;
  if (!settings.cache_folder.empty()) {
    cache = settings.cache_folder /
            (place.filename().string() + "-" + Fingerprint().add(static_cast<std::int64_t>(key)).text() + ".images");
  }
  std::optional<CachedImages> images;
  if (!cache.empty()) images = read_cache(cache, key);
  if (!images) {
    Catalogue catalogue;
    catalogue.parts[0].push_back({place.filename().string(), files});
    images = decoded(source, std::move(catalogue), settings, cache, key, place.string());
  }
  tell_corrupt(images->corrupt, place, settings.skip_corrupt);
  const auto& classes = images->collection.parts[0];
  if (classes.empty()) throw Error(place.string(), "none of its images can be decoded");
  SquareImages result;
  result.kept = intact(source, files, images->corrupt);
  const auto size = settings.channels * settings.square * settings.square;
  if (result.kept.size() != classes[0].images.size() || images->collection.bytes.numel() % size != 0) {
    throw Error(cache.string(), "does not fit the images", "remove the file");
  }
  result.pixels = images->collection.bytes.view({-1, settings.channels, settings.square, settings.square});
  result.places = torch::empty({static_cast<std::int64_t>(result.kept.size())}, torch::kInt64);
  for (std::size_t i = 0; i < result.kept.size(); ++i) {
    result.places.data_ptr<std::int64_t>()[i] = classes[0].images[i].offset / size;
  }
  return result;
}

}  // namespace data
