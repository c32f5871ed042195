#include "data/tables/table_text.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "data/images/gzip_file.hpp"
#include "data/text/tokenizers/unicode_text.hpp"
#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr const char* as_text =
    "write its contents as CSV, TSV or JSON lines, in Python with pandas: table.to_csv(\"data.csv\", index=False); or "
    "labels as .npy";
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

[[noreturn]] void refuse_encoding(const std::string& text, const std::string& place) {
  std::size_t line = 1;
  std::size_t start = 0;
  for (auto end = text.find('\n'); end != std::string::npos && is_utf8({text.data() + start, end - start});
       end = text.find('\n', start)) {
    start = end + 1;
    ++line;
  }
  throw Error(fmt::format("{}:{}", place, line), "is not UTF-8",
              "convert the file, e.g. iconv -f WINDOWS-1252 -t UTF-8 FILE");
}

}  // namespace

std::string table_text(const std::filesystem::path& file) {
  const auto place = file.string();
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) throw Error(place, "is a folder, not a file");
  return table_text(GzipFile(file).read_all(), place);
}

std::string table_text(std::string text, const std::string& place) {
  if (text.empty()) throw Error(place, "is empty", "copy or download it again");
  refuse_other_kind(text, place, as_text);
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  const auto nul = text.find('\0');
  if (nul != std::string::npos) {
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(nul), '\n');
    throw Error(fmt::format("{}:{}", place, line), "contains a zero byte, so the file is not text",
                "give a text file in UTF-8");
  }
  if (!is_utf8(text)) refuse_encoding(text, place);
  return text;
}

}  // namespace data
