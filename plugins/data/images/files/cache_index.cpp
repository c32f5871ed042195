#include "data/images/files/cache_index.hpp"

#include <cstring>
#include <utility>

namespace data {
namespace {

class Writer {
 public:
  void number(std::int64_t value) { text_.append(reinterpret_cast<const char*>(&value), sizeof value); }
  void text(const std::string& value) {
    number(static_cast<std::int64_t>(value.size()));
    text_ += value;
  }
  void texts(const std::vector<std::string>& values) {
    number(static_cast<std::int64_t>(values.size()));
    for (const auto& value : values) text(value);
  }
  std::string result() { return std::move(text_); }

 private:
  std::string text_;
};

/// Reads zeros and empty strings after a premature end of the text; whole() reports this.
class IndexReader {
 public:
  explicit IndexReader(const std::string& text) : text_(text) {}

  std::int64_t number() {
    std::int64_t value = 0;
    if (!has(sizeof value)) return 0;
    std::memcpy(&value, text_.data() + at_, sizeof value);
    at_ += sizeof value;
    return value;
  }
  /// The number of items that follow, each at least 8 bytes long.
  std::int64_t count() {
    const auto value = static_cast<std::uint64_t>(number());
    short_ |= value > (text_.size() - at_) / sizeof value;
    return short_ ? 0 : static_cast<std::int64_t>(value);
  }
  std::string text() {
    const auto length = static_cast<std::size_t>(number());
    if (!has(length)) return {};
    at_ += length;
    return text_.substr(at_ - length, length);
  }
  std::vector<std::string> texts() {
    std::vector<std::string> values(static_cast<std::size_t>(count()));
    for (auto& value : values) value = text();
    return values;
  }
  bool whole() const { return !short_ && at_ == text_.size(); }

 private:
  bool has(std::size_t length) {
    short_ |= length > text_.size() - at_;
    return !short_;
  }

  const std::string& text_;
  std::size_t at_ = 0;
  bool short_ = false;
};

/// Whether `image` is valid and within `pixel_bytes`. Its sides may be arbitrary numbers.
bool lies_within(const StoredImage& image, std::int64_t pixel_bytes) {
  if ((image.channels != 1 && image.channels != 3) || image.height <= 0 || image.width <= 0) return false;
  const auto plane = std::int64_t{image.height} * image.width;
  return image.offset >= 0 && plane <= pixel_bytes && image.offset <= pixel_bytes - plane * image.channels;
}

}  // namespace

std::string index_text(const CachedImages& images) {
  Writer writer;
  writer.texts(images.notes);
  writer.texts(images.corrupt);
  for (const auto& part : images.collection.parts) {
    writer.number(static_cast<std::int64_t>(part.size()));
    for (const auto& one : part) {
      writer.text(one.name);
      writer.number(static_cast<std::int64_t>(one.images.size()));
      for (const auto& image : one.images) {
        for (const std::int64_t value :
             {image.offset, std::int64_t{image.channels}, std::int64_t{image.height}, std::int64_t{image.width}}) {
          writer.number(value);
        }
      }
    }
  }
  return writer.result();
}

std::optional<CachedImages> parsed_index(const std::string& text, std::int64_t pixel_bytes) {
  IndexReader reader(text);
  CachedImages images;
  images.notes = reader.texts();
  images.corrupt = reader.texts();
  bool inside = true;
  for (auto& part : images.collection.parts) {
    part.resize(static_cast<std::size_t>(reader.count()));
    for (auto& one : part) {
      one.name = reader.text();
      one.images.resize(static_cast<std::size_t>(reader.count()));
      for (auto& image : one.images) {
        image.offset = reader.number();
        image.channels = static_cast<std::int32_t>(reader.number());
        image.height = static_cast<std::int32_t>(reader.number());
        image.width = static_cast<std::int32_t>(reader.number());
        inside &= lies_within(image, pixel_bytes);
      }
    }
  }
  if (!reader.whole() || !inside) return std::nullopt;
  return images;
}

}  // namespace data
