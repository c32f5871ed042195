#include "data/images/files/image_cache.hpp"
#include "evograd/logging.hpp"

#include <fmt/core.h>
#include <torch/torch.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <utility>

#include "data/fingerprint.hpp"
#include "data/images/byte_tensor.hpp"
#include "data/images/files/cache_index.hpp"

namespace data {
namespace {

constexpr std::array<char, 8> magic = {'E', 'V', 'O', 'I', 'M', 'G', '0', '1'};

/// The file consists of header, pixels, index.
struct Header {
  std::array<char, 8> magic;
  std::uint64_t key;
  std::int64_t pixel_bytes;
  std::int64_t index_bytes;
  std::uint64_t index_fingerprint;
};

std::uint64_t fingerprint_of(const std::string& index) {
  return Fingerprint().add_bytes(index.data(), index.size()).value();
}

/// The pixels of a complete cache file, memory-mapped: pages are read on first access.
torch::Tensor mapped(const std::filesystem::path& path, std::int64_t pixel_bytes) {
  constexpr auto start = static_cast<std::int64_t>(sizeof(Header));
  try {
    return torch::from_file(path.string(), /*shared=*/false, start + pixel_bytes, torch::kUInt8)
        .narrow(0, start, pixel_bytes);
  } catch (const c10::Error& error) {
    throw CacheUnwritable(error.what_without_backtrace());
  }
}

class MemorySink : public PixelSink {
 public:
  void append(std::span<const std::uint8_t> pixels) override {
    pixels_.insert(pixels_.end(), pixels.begin(), pixels.end());
  }
  void finish(CachedImages& images) override {
    const auto count = static_cast<std::int64_t>(pixels_.size());
    images.collection.bytes = byte_tensor(std::move(pixels_), {count});
  }

 private:
  std::vector<std::uint8_t> pixels_;
};

class FileSink : public PixelSink {
 public:
  FileSink(std::filesystem::path path, std::uint64_t key) : path_(std::move(path)), header_{magic, key, 0, 0, 0} {
    static std::atomic<int> count = 0;
    temporary_ = path_;
    temporary_ += fmt::format(".{}-{}.part", ::getpid(), ++count);
    std::error_code ignored;
    std::filesystem::create_directories(path_.parent_path(), ignored);
    errno = 0;
    file_.open(temporary_, std::ios::binary | std::ios::trunc);
    write(&header_, sizeof header_);
  }
  ~FileSink() override {
    if (finished_) return;
    file_.close();
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
  }

  void append(std::span<const std::uint8_t> pixels) override {
    write(pixels.data(), pixels.size());
    header_.pixel_bytes += static_cast<std::int64_t>(pixels.size());
  }

  void finish(CachedImages& images) override {
    const auto index = index_text(images);
    header_.index_bytes = static_cast<std::int64_t>(index.size());
    header_.index_fingerprint = fingerprint_of(index);
    write(index.data(), index.size());
    file_.seekp(0);
    write(&header_, sizeof header_);
    file_.close();
    if (!file_) fail();
    images.collection.bytes = mapped(temporary_, header_.pixel_bytes);  // first: another process may replace `path_`
    std::error_code error;
    std::filesystem::rename(temporary_, path_, error);
    if (error) throw CacheUnwritable(error.message());
    finished_ = true;
  }

 private:
  void write(const void* bytes, std::size_t count) {
    if (!file_.write(static_cast<const char*>(bytes), static_cast<std::streamsize>(count))) fail();
  }

  [[noreturn]] void fail() const {
    const auto cause = errno != 0 ? std::strerror(errno) : "writing failed";
    std::error_code ignored;
    std::filesystem::remove(temporary_, ignored);
    throw CacheUnwritable(cause);
  }

  std::filesystem::path path_;
  std::filesystem::path temporary_;
  Header header_;
  std::ofstream file_;
  bool finished_ = false;
};

}  // namespace

std::optional<CachedImages> read_cache(const std::filesystem::path& path, std::uint64_t key) {
  const auto damaged = [&](const std::string& cause) {
    evograd::logging::warning(path.string() + ": " + cause + "; the images are decoded again");
    return std::nullopt;
  };
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return std::nullopt;
  const std::int64_t length = file.tellg();
  Header header{};
  file.seekg(0);
  if (!file.read(reinterpret_cast<char*>(&header), sizeof header)) return damaged("is truncated");
  if (header.magic != magic) return damaged("is not an image cache of this version");
  if (header.key != key) return damaged("was made for other images");
  const auto around = length - static_cast<std::int64_t>(sizeof header);
  if (header.pixel_bytes < 0 || header.index_bytes < 0 || header.pixel_bytes > around ||
      header.index_bytes != around - header.pixel_bytes) {
    return damaged("has the wrong length");
  }
  std::string index(static_cast<std::size_t>(header.index_bytes), '\0');
  file.seekg(static_cast<std::int64_t>(sizeof header) + header.pixel_bytes);
  if (!file.read(index.data(), header.index_bytes)) return damaged("cannot be read");
  if (fingerprint_of(index) != header.index_fingerprint) return damaged("is damaged");
  auto images = parsed_index(index, header.pixel_bytes);
  if (!images) return damaged("is damaged");
  try {
    images->collection.bytes = mapped(path, header.pixel_bytes);
  } catch (const CacheUnwritable& error) {
    return damaged(error.what());
  }
  return images;
}

std::unique_ptr<PixelSink> memory_sink() { return std::make_unique<MemorySink>(); }

std::unique_ptr<PixelSink> file_sink(const std::filesystem::path& path, std::uint64_t key) {
  return std::make_unique<FileSink>(path, key);
}

}  // namespace data
