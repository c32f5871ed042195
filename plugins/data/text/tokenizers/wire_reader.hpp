#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace data {

/// The fields of a message in the wire format of protocol buffers, one after another.
///
/// Throws Error naming `place` where the message breaks off, a field is of no known type, or one is asked for as
/// another type than it is. Its reason for being: LibTorch and libsentencepiece bring versions of libprotobuf that do
/// not live in one process.
class WireReader {
 public:
  /// `message` outlives the reader.
  WireReader(std::string_view message, std::string place);

  /// Goes to the next field; false at the end.
  bool next();

  /// What the present field is and holds.
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
