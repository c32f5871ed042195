#include "tests/support/tensorboard_reader.hpp"

#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace evograd::test {
namespace {

template <class Value>
Value at(const std::string& bytes, std::size_t place) {
  if (place + sizeof(Value) > bytes.size()) throw std::runtime_error("the file ends within a value");
  Value value;
  std::memcpy(&value, bytes.data() + place, sizeof value);
  return value;
}

/// CRC-32C (Castagnoli), bit by bit.
std::uint32_t checksum(const std::string& bytes) {
  std::uint32_t sum = 0xFFFFFFFF;
  for (const char byte : bytes) {
    sum ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0x82F63B78 : 0);
  }
  return ~sum;
}

void require_checksum(const std::string& bytes, std::uint32_t stored) {
  const auto turned = stored - 0xa282ead8U;
  if (checksum(bytes) != (turned << 15 | turned >> 17)) throw std::runtime_error("a checksum does not fit");
}

/// Goes through the fields of a message.
class Fields {
 public:
  explicit Fields(const std::string& bytes) : bytes_(bytes) {}

  bool next() {
    if (place_ >= bytes_.size()) return false;
    const auto tag = varint();
    number = static_cast<int>(tag >> 3);
    switch (tag & 7) {
      case 0:
        whole = varint();
        break;
      case 1:
        eight = take(8);
        break;
      case 2:
        text = take(varint());
        break;
      case 5:
        four = take(4);
        break;
      default:
        throw std::runtime_error("an unknown wire type");
    }
    return true;
  }

  int number = 0;
  std::uint64_t whole = 0;
  std::string eight, text, four;

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const auto byte = at<unsigned char>(bytes_, place_++);
      value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw std::runtime_error("a number is too long");
  }
  std::string take(std::uint64_t length) {
    if (length > bytes_.size() - place_) throw std::runtime_error("a field is too long");
    place_ += length;
    return bytes_.substr(place_ - length, length);
  }

  const std::string& bytes_;
  std::size_t place_ = 0;
};

std::pair<std::string, float> scalar_of(const std::string& message) {
  std::pair<std::string, float> scalar;
  for (Fields field(message); field.next();) {
    if (field.number == 1) scalar.first = field.text;
    if (field.number == 2) scalar.second = at<float>(field.four, 0);
  }
  return scalar;
}

TensorboardEvent event_of(const std::string& message) {
  TensorboardEvent event;
  for (Fields field(message); field.next();) {
    if (field.number == 1) event.wall_time = at<double>(field.eight, 0);
    if (field.number == 2) event.step = static_cast<long>(field.whole);
    if (field.number == 3) event.file_version = field.text;
    if (field.number != 5) continue;
    for (Fields summary(field.text); summary.next();) {
      if (summary.number == 1) event.scalars.push_back(scalar_of(summary.text));
    }
  }
  return event;
}

}  // namespace

std::vector<TensorboardEvent> read_tensorboard(const std::string& bytes) {
  std::vector<TensorboardEvent> events;
  for (std::size_t place = 0; place < bytes.size();) {
    const auto length = at<std::uint64_t>(bytes, place);
    require_checksum(bytes.substr(place, 8), at<std::uint32_t>(bytes, place + 8));
    if (length > bytes.size() - place) throw std::runtime_error("a record is too long");
    const auto message = bytes.substr(place + 12, length);
    require_checksum(message, at<std::uint32_t>(bytes, place + 12 + length));
    events.push_back(event_of(message));
    place += 16 + length;
  }
  return events;
}

}  // namespace evograd::test
