// MNIST's files: images and labels, plain or gzip-compressed.
#include "data/images/idx.hpp"

#include <torch/types.h>
#include <zlib.h>

#include "input.hpp"

using namespace evograd;

namespace {

std::string gzipped(std::string_view bytes) {
  z_stream stream{};
  fuzz::require(deflateInit2(&stream, 1, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) == Z_OK, "zlib starts");
  std::string packed(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

}  // namespace

/// The first byte: 1 for labels, 2 for a file that is compressed here.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  fuzz::Input input(bytes, count);
  const auto way = input.byte();
  const auto file = fuzz::write("file", (way & 2) != 0 ? gzipped(input.rest()) : std::string(input.rest()));
  fuzz::accepts([&] {
    const bool labels = (way & 1) != 0;
    const auto read = labels ? data::read_idx_labels(file) : data::read_idx_images(file);
    fuzz::require(read.dim() == (labels ? 1 : 4) && read.numel() > 0, "there is something of the right shape");
    read.sum().item<std::int64_t>();
  });
  return 0;
}
