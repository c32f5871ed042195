#include "data/tables/foreign_format.hpp"

#include <array>

#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

using namespace std::string_view_literals;

struct Beginning {
  std::string_view bytes;
  const char* format;
  const char* remedy;
};

constexpr const char* as_csv = "write it as CSV, TSV or JSON lines; in Python: pandas.read_…(…).to_csv(…)";

constexpr std::array<Beginning, 14> beginnings = {{
    {"version https://git-lfs"sv, "a Git LFS pointer", "the contents were not downloaded: git lfs pull"},
    {"PAR1"sv, "a Parquet file", as_csv},
    {"ARROW1"sv, "an Arrow file", as_csv},
    {"PK\x03\x04"sv, "a zip archive (xlsx, npz and PyTorch's files are such archives)",
     "unpack it, or write its contents as CSV, TSV, JSON lines or .npy"},
    {"\x89HDF"sv, "an HDF5 file", as_csv},
    {"SQLite format 3"sv, "an SQLite database", as_csv},
    {"\xd0\xcf\x11\xe0"sv, "a file of Microsoft Office", as_csv},
    {"\x93NUMPY"sv, "an array of NumPy", "only labels may be such a file, with the extension .npy"},
    {"\x80\x02"sv, "a Python pickle", as_csv},
    {"\x80\x03"sv, "a Python pickle", as_csv},
    {"\x80\x04"sv, "a Python pickle", as_csv},
    {"\x80\x05"sv, "a Python pickle", as_csv},
    {"\xff\xfe"sv, "text in UTF-16", "convert it: iconv -f UTF-16 -t UTF-8 FILE"},
    {"\xfe\xff"sv, "text in UTF-16", "convert it: iconv -f UTF-16 -t UTF-8 FILE"},
}};

const Beginning* found(std::string_view bytes) {
  for (const auto& one : beginnings) {
    if (bytes.starts_with(one.bytes)) return &one;
  }
  return nullptr;
}

}  // namespace

std::string foreign_format(std::string_view bytes) {
  const auto* one = found(bytes);
  return one == nullptr ? "" : one->format;
}

std::string foreign_remedy(const std::string& format) {
  for (const auto& one : beginnings) {
    if (format == one.format) return one.remedy;
  }
  return {};
}

void refuse_foreign_format(std::string_view bytes, const std::string& place) {
  if (const auto* one = found(bytes)) throw Error(place, std::string("is ") + one->format, one->remedy);
}

}  // namespace data
