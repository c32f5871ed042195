#include "data/text/tokenizers/wire_reader.hpp"

#include <fmt/core.h>

#include <cstring>
#include <utility>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

WireReader::WireReader(std::string_view message, std::string place) : rest_(message), place_(std::move(place)) {}

bool WireReader::next() {
  if (rest_.empty()) return false;
  const auto key = varint();
  field_ = static_cast<std::uint32_t>(key >> 3);
  type_ = static_cast<Type>(key & 7);
  if (key >> 32 != 0 || field_ == 0) refuse("a field has no valid number");
  switch (type_) {
    case Type::number:
      number_ = varint();
      return true;
    case Type::eight_bytes:
      bytes_ = take(8);
      return true;
    case Type::bytes:
      bytes_ = take(varint());
      return true;
    case Type::four_bytes:
      bytes_ = take(4);
      return true;
  }
  refuse("a field has an unknown type");
}

std::int64_t WireReader::number() const {
  expect(Type::number);
  return static_cast<std::int64_t>(number_);
}

float WireReader::real() const {
  expect(Type::four_bytes);
  float value = 0;
  std::memcpy(&value, bytes_.data(), sizeof value);  // the wire's byte order is this processor's
  return value;
}

std::string_view WireReader::bytes() const {
  expect(Type::bytes);
  return bytes_;
}

std::uint64_t WireReader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(take(1).front());
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  refuse("a number is too long");
}

std::string_view WireReader::take(std::uint64_t count) {
  if (count > rest_.size()) refuse("it is truncated");
  const auto taken = rest_.substr(0, count);
  rest_.remove_prefix(count);
  return taken;
}

void WireReader::expect(Type type) const {
  if (type_ != type) refuse(fmt::format("field {} has the wrong type", field_));
}

void WireReader::refuse(const std::string& reason) const {
  throw Error(place_, "is damaged or not a SentencePiece model: " + reason,
              "give the .model file of the pre-trained network; copy or download it again");
}

}  // namespace data
