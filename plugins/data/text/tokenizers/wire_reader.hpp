#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace data {

/// Reads the fields of a message in the wire format of protocol buffers, one after another.
///
/// Throws Error naming `place` if the message is truncated, a field has an unknown type, or a field is requested with
/// the wrong type. It exists because LibTorch and libsentencepiece use versions of libprotobuf that cannot coexist in
/// one process.
class WireReader {
 public:
  /// `message` must outlive the reader.
  WireReader(std::string_view message, std::string place);

  /// Advances to the next field; false at the end.
  bool next();

  /// The number and the value of the current field.
  std::uint32_t field() const { return field_; }
  std::int64_t number() const;
  bool flag() const { return number() != 0; }
  float real() const;
  std::string_view bytes() const;

 private:
  enum class Type : std::uint8_t { number = 0, eight_bytes = 1, bytes = 2, four_bytes = 5 };

  std::uint64_t varint();
  std::string_view take(std::uint64_t count);
  void expect(Type type) const;
  [[noreturn]] void refuse(const std::string& reason) const;

  std::string_view rest_;
  std::string place_;
  std::uint32_t field_ = 0;
  Type type_ = Type::number;
  std::uint64_t number_ = 0;
  std::string_view bytes_;
};

}  // namespace data
