#include "data/images/gzip_file.hpp"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <system_error>

#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::size_t chunk_bytes = std::size_t{1} << 22;
constexpr const char* damaged_help = "the file is damaged or incomplete; download it again";

gzFile handle(void* stream) { return static_cast<gzFile>(stream); }

}  // namespace

void GzipFile::Close::operator()(void* stream) const { gzclose(handle(stream)); }

GzipFile::GzipFile(const std::filesystem::path& path, const std::string& help) : name_(path.string()) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) throw Error(name_, "no such file", help);
  if (!std::filesystem::is_regular_file(path, error)) throw Error(name_, "not a regular file", help);
  refuse_placeholder(path);
  stream_.reset(gzopen(name_.c_str(), "rb"));
  if (!stream_) throw Error(name_, "cannot be opened", "check its permissions");
  gzbuffer(handle(stream_.get()), 1U << 17);
}

std::size_t GzipFile::read_some(std::uint8_t* target, std::size_t count) {
  const int got = gzread(handle(stream_.get()), target, static_cast<unsigned>(count));
  int code = Z_OK;
  const char* message = gzerror(handle(stream_.get()), &code);
  // Z_BUF_ERROR means a premature end of the compressed stream; the caller reports the expected length.
  if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) throw Error(name_, message, damaged_help);
  return got < 0 ? 0 : static_cast<std::size_t>(got);
}

std::vector<std::uint8_t> GzipFile::read(std::size_t count, const std::string& what) {
  // Grows with the actual data, so that a damaged header cannot exhaust the memory.
  std::vector<std::uint8_t> bytes;
  while (bytes.size() < count) {
    const auto present = bytes.size();
    const auto wanted = std::min(chunk_bytes, count - present);
    bytes.resize(present + wanted);
    const auto got = read_some(bytes.data() + present, wanted);
    if (got == wanted) continue;
    throw Error(name_, fmt::format("ends after {} of {} bytes of {}", present + got, count, what), damaged_help);
  }
  return bytes;
}

std::string GzipFile::read_all() {
  std::string text;
  std::size_t length = 0;
  for (bool more = true; more; more = text.size() == length) {
    text.resize(length + chunk_bytes);
    length += read_some(reinterpret_cast<std::uint8_t*>(text.data() + length), chunk_bytes);
  }
  text.resize(length);
  expect_end();
  return text;
}

void GzipFile::expect_end() {
  std::uint8_t byte = 0;
  if (read_some(&byte, 1) != 0) throw Error(name_, "contains more data than its header declares", damaged_help);
  int code = Z_OK;
  gzerror(handle(stream_.get()), &code);
  if (code == Z_BUF_ERROR) throw Error(name_, "ends before the checksum of its contents", damaged_help);
}

}  // namespace data
