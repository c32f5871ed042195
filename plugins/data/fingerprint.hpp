#pragma once

#include <fmt/core.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace data {

/// A 64-bit hash of inputs (FNV-1a; not cryptographic). Every string is added with its length.
class Fingerprint {
 public:
  Fingerprint& add(std::string_view text) {
    add(static_cast<std::int64_t>(text.size()));
    return add_bytes(text.data(), text.size());
  }
  Fingerprint& add(std::int64_t number) { return add_bytes(&number, sizeof number); }

  Fingerprint& add_bytes(const void* bytes, std::size_t count) {
    const auto* at = static_cast<const unsigned char*>(bytes);
    for (std::size_t i = 0; i < count; ++i) value_ = (value_ ^ at[i]) * 0x100000001b3ULL;
    return *this;
  }

  std::uint64_t value() const { return value_; }

  /// The hash as 16 hexadecimal digits.
  std::string text() const { return fmt::format("{:016x}", value_); }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325ULL;
};

}  // namespace data
