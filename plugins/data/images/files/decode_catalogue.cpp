#include "data/images/files/decode_catalogue.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <thread>
#include <unordered_map>
#include <utility>

#include "data/images/files/decode_image.hpp"
#include "data/images/files/resample.hpp"
#include "evograd/error.hpp"
#include "evograd/progress.hpp"

namespace data {
namespace {

constexpr std::size_t files_at_once = 256;
constexpr std::size_t bytes_at_once = std::size_t{1} << 24;

/// `image` with its short side shrunk to `short_side`, or unchanged if `short_side` is 0 or not smaller.
PlanarImage shrunk(PlanarImage image, std::int64_t short_side) {
  const auto shortest = std::min(image.height, image.width);
  if (short_side == 0 || shortest <= short_side) return image;
  const auto scaled = [&](std::int64_t side) { return std::max<std::int64_t>(1, side * short_side / shortest); };
  PlanarImage result{image.channels, scaled(image.height), scaled(image.width), {}};
  const Resampling rows({0, image.height, result.height, 0, result.height});
  const Resampling columns({0, image.width, result.width, 0, result.width});
  std::vector<float> values(result.plane());
  std::vector<float> scratch;
  for (std::int64_t channel = 0; channel < image.channels; ++channel) {
    const auto* plane = image.pixels.data() + static_cast<std::size_t>(channel) * image.plane();
    resample(plane, image.width, rows, columns, values.data(), scratch);
    for (const float value : values) {
      result.pixels.push_back(static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L)));
    }
  }
  return result;
}

/// `image` with its short side scaled to `side`, cropped at the centre to a square, in exactly `channels` channels.
PlanarImage squared(const PlanarImage& image, std::int64_t side, std::int64_t channels) {
  const auto shortest = std::min(image.height, image.width);
  const auto resampling = [&](std::int64_t length) {
    const auto scaled = std::max(side, length * side / shortest);
    return Resampling({0, length, scaled, (scaled - side) / 2, side});
  };
  const auto rows = resampling(image.height);
  const auto columns = resampling(image.width);
  PlanarImage result{channels, side, side, {}};
  std::vector<float> values(result.plane());
  std::vector<float> scratch;
  for (std::int64_t channel = 0; channel < channels; ++channel) {
    const auto* plane =
        image.pixels.data() + static_cast<std::size_t>(std::min(channel, image.channels - 1)) * image.plane();
    resample(plane, image.width, rows, columns, values.data(), scratch);
    for (const float value : values) {
      result.pixels.push_back(static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L)));
    }
  }
  return result;
}

struct Job {
  std::string file;
  FileSource::FileBytes bytes;
  PlanarImage image = {};
  std::string failure = {};
};

/// Collects files until there are enough for the threads, decodes them, and appends them in their original order.
class Decoding {
 public:
  Decoding(const FileSource& source, const ImageSettings& settings, PixelSink& sink, std::size_t files)
      : source_(source),
        settings_(settings),
        sink_(sink),
        progress_("decoding images", static_cast<std::int64_t>(files), "images") {}

  void add(const std::string& file, FileSource::FileBytes bytes) {
    waiting_bytes_ += bytes.size();
    waiting_.push_back({file, std::move(bytes)});
    if (waiting_.size() >= files_at_once || waiting_bytes_ >= bytes_at_once) flush();
  }

  void flush() {
    decode_waiting();
    progress_.advance(static_cast<std::int64_t>(waiting_.size()));
    for (auto& job : waiting_) {
      if (!job.failure.empty()) {
        corrupt_.push_back(std::move(job.failure));
        continue;
      }
      const auto narrow = [](std::int64_t value) { return static_cast<std::int32_t>(value); };
      images_[job.file] = {written_, narrow(job.image.channels), narrow(job.image.height), narrow(job.image.width)};
      sink_.append(job.image.pixels);
      written_ += static_cast<std::int64_t>(job.image.pixels.size());
    }
    waiting_.clear();
    waiting_bytes_ = 0;
  }

  const std::unordered_map<std::string, StoredImage>& images() const { return images_; }
  std::vector<std::string> sorted_corrupt() {
    std::sort(corrupt_.begin(), corrupt_.end());
    return std::move(corrupt_);
  }

 private:
  void decode(Job& job) const {
    try {
      auto image = with_channels(decode_planar(job.bytes, source_.place(job.file)), settings_.channels);
      job.image = settings_.square > 0 ? squared(image, settings_.square, settings_.channels)
                                       : shrunk(std::move(image), settings_.short_side);
    } catch (const std::exception& error) {
      job.failure = error.what();
    }
    job.bytes = {};
  }

  void decode_waiting() {
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (auto i = next++; i < waiting_.size(); i = next++) decode(waiting_[i]);
    };
    const auto cores = std::max(1U, std::thread::hardware_concurrency());
    const auto threads = settings_.threads > 0 ? static_cast<std::size_t>(settings_.threads) : cores;
    std::vector<std::jthread> helpers;
    for (std::size_t i = 1; i < std::min(threads, waiting_.size()); ++i) helpers.emplace_back(work);
    work();
  }

  const FileSource& source_;
  const ImageSettings& settings_;
  PixelSink& sink_;
  evograd::Progress progress_;
  std::vector<Job> waiting_;
  std::size_t waiting_bytes_ = 0;
  std::int64_t written_ = 0;
  std::unordered_map<std::string, StoredImage> images_;
  std::vector<std::string> corrupt_;
};

}  // namespace

CachedImages decode_catalogue(const FileSource& source, Catalogue catalogue, const ImageSettings& settings,
                              PixelSink& sink) {
  std::unordered_set<std::string> wanted;
  for (const auto& part : catalogue.parts) {
    for (const auto& one : part) wanted.insert(one.files.begin(), one.files.end());
  }
  Decoding decoding(source, settings, sink, wanted.size());
  source.read(wanted,
              [&](const std::string& file, FileSource::FileBytes bytes) { decoding.add(file, std::move(bytes)); });
  decoding.flush();

  CachedImages result;
  result.notes = std::move(catalogue.notes);
  for (std::size_t part = 0; part < part_count; ++part) {
    for (const auto& one : catalogue.parts[part]) {
      ImageClass kept{one.name, {}};
      for (const auto& file : one.files) {
        const auto image = decoding.images().find(file);
        if (image != decoding.images().end()) kept.images.push_back(image->second);
      }
      if (kept.images.empty()) {
        result.notes.push_back("skipped class '" + one.name + "', because none of its images can be decoded");
      } else {
        result.collection.parts[part].push_back(std::move(kept));
      }
    }
  }
  result.corrupt = decoding.sorted_corrupt();
  sink.finish(result);
  return result;
}

}  // namespace data
