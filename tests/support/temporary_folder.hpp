#pragma once

#include <zlib.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "evograd/error.hpp"
#include "tests/support/scratch_folder.hpp"

namespace evograd::test {

using Bytes = std::vector<std::uint8_t>;

/// A folder for files of bytes.
class TemporaryFolder : public ScratchFolder {
 public:
  std::filesystem::path write(const std::string& name, const Bytes& bytes) const {
    std::ofstream(path() / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    return path() / name;
  }

  std::filesystem::path write_compressed(const std::string& name, const Bytes& bytes) const {
    gzFile file = gzopen((path() / name).c_str(), "wb");
    gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
    gzclose(file);
    return path() / name;
  }
};

/// `number` as four bytes, the highest first.
inline void append_big_endian(Bytes& bytes, std::uint32_t number) {
  for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<std::uint8_t>(number >> shift));
}

inline Bytes idx_images(std::uint32_t count, std::uint32_t height, std::uint32_t width) {
  Bytes bytes;
  for (const auto word : {std::uint32_t{2051}, count, height, width}) append_big_endian(bytes, word);
  for (std::uint32_t i = 0; i < count * height * width; ++i) bytes.push_back(static_cast<std::uint8_t>(7 * i % 251));
  return bytes;
}

inline Bytes idx_labels(const Bytes& labels) {
  Bytes bytes;
  for (const auto word : {std::uint32_t{2049}, static_cast<std::uint32_t>(labels.size())})
    append_big_endian(bytes, word);
  bytes.insert(bytes.end(), labels.begin(), labels.end());
  return bytes;
}

/// The message of the Error that `action` throws, or an empty text.
template <class Action>
std::string message_of(Action&& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return {};
}

inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace evograd::test
