#include "data/images/files/open_images.hpp"

#include <fmt/core.h>
#include <torch/torch.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "data/images/files/decode_catalogue.hpp"
#include "data/images/files/decode_image.hpp"
#include "data/images/files/folder_catalogue.hpp"
#include "data/images/files/folder_source.hpp"
#include "data/images/files/image_lists.hpp"
#include "evograd/error.hpp"
#include "evograd/logging.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::size_t corrupt_shown = 10;

/// The name of a domain is the name of its folder or archive.
std::string domain_name(const std::filesystem::path& path) {
  std::error_code error;
  if (is_archive_name(path) && !std::filesystem::is_directory(path, error)) return without_archive_endings(path);
  const auto whole = std::filesystem::absolute(path).lexically_normal();
  return (whole.has_filename() ? whole : whole.parent_path()).filename().string();
}

/// The settings on which the stored pixels depend, besides the files.
Fingerprint fingerprint_of(const char* layout, const std::filesystem::path& path, const ImageSettings& settings) {
  std::error_code error;
  const auto whole = std::filesystem::weakly_canonical(path, error);
  Fingerprint fingerprint;
  fingerprint.add(decoder_version)
      .add(layout)
      .add((error ? path : whole).string())
      .add(settings.short_side)
      .add(settings.channels);
  return fingerprint;
}

[[noreturn]] void refuse_corrupt(const std::filesystem::path& path, const std::vector<std::string>& corrupt) {
  auto text = fmt::format("{} image(s) cannot be decoded:", corrupt.size());
  for (std::size_t i = 0; i < std::min(corrupt.size(), corrupt_shown); ++i) text += "\n    " + corrupt[i];
  if (corrupt.size() > corrupt_shown) text += fmt::format("\n    and {} more", corrupt.size() - corrupt_shown);
  const bool pointers = corrupt.front().find("Git LFS pointer") != std::string::npos;
  throw Error(path.string(), text,
              pointers ? "run git lfs pull in the clone: it brings the files"
                       : "repair or remove them, or set 'skip_corrupt' to skip them");
}

/// The conversion of one domain from files to a collection.
class Opening {
 public:
  Opening(const std::filesystem::path& path, const ImageSettings& settings, const FileSource& source, std::uint64_t key)
      : path_(path), name_(domain_name(path)), settings_(settings), source_(source), key_(key) {
    if (!settings.cache_folder.empty()) {
      cache_ =
          settings.cache_folder / (name_ + "-" + Fingerprint().add(static_cast<std::int64_t>(key)).text() + ".images");
    }
  }

  template <class MakeCatalogue>
  ImageCollection run(const MakeCatalogue& make_catalogue) {
    std::optional<CachedImages> images;
    if (!cache_.empty()) images = read_cache(cache_, key_);
    if (!images) images = decoded(make_catalogue());
    for (const auto& note : images->notes) tell(note);
    if (!images->corrupt.empty() && !settings_.skip_corrupt) refuse_corrupt(path_, images->corrupt);
    for (const auto& corrupt : images->corrupt) warn("skipped " + corrupt);
    if (images->collection.image_count() == 0) throw Error(path_.string(), "none of its images can be decoded");
    images->collection.name = name_;
    return std::move(images->collection);
  }

 private:
  CachedImages decoded(const Catalogue& catalogue) const {
    std::size_t count = 0;
    for (const auto& part : catalogue.parts) {
      for (const auto& one : part) count += one.files.size();
    }
    const auto what = fmt::format("decoding {} images once", count);
    if (!cache_.empty()) {
      try {
        const auto sink = file_sink(cache_, key_);
        tell(what + " for all runs; they are kept in " + cache_.string());
        return decode_catalogue(source_, catalogue, settings_, *sink);
      } catch (const CacheUnwritable& error) {
        warn("the cache " + cache_.string() + " cannot be written (" + error.what() + "); images stay in memory");
      }
    }
    tell(what + " per run");
    const auto sink = memory_sink();
    return decode_catalogue(source_, catalogue, settings_, *sink);
  }

  void tell(const std::string& text) const { logging::info("domain '" + name_ + "': " + text); }
  void warn(const std::string& text) const { logging::warning("domain '" + name_ + "': " + text); }

  const std::filesystem::path& path_;
  std::string name_;
  const ImageSettings& settings_;
  const FileSource& source_;
  std::uint64_t key_;
  std::filesystem::path cache_;
};

}  // namespace

ImageCollection open_image_folder(const std::filesystem::path& path, const ImageSettings& settings) {
  const auto source = open_source(path);
  auto fingerprint = fingerprint_of("class folders", path, settings);
  source->identify(fingerprint);
  return Opening(path, settings, *source, fingerprint.value()).run([&] {
    return folder_catalogue(*source, path.string());
  });
}

ImageCollection open_image_lists(const std::filesystem::path& folder, const ImageSettings& settings) {
  const auto catalogue = list_catalogue(folder, settings.images_root);
  auto fingerprint = fingerprint_of("image lists", folder, settings);
  identify_image_lists(folder, fingerprint);
  for (const auto& part : catalogue.parts) {
    for (const auto& one : part) {
      for (const auto& file : one.files) {
        fingerprint.add(file);
        identify_file(file, fingerprint);
      }
    }
  }
  const FolderSource source(folder);
  return Opening(folder, settings, source, fingerprint.value()).run([&] { return catalogue; });
}

}  // namespace data
