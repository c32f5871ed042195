#include "tasks/metaxl/data/text_lines.hpp"

#include <fmt/core.h>

#include <fstream>
#include <iterator>
#include <utility>

#include "data/text/tokenizers/unicode_text.hpp"
#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace metaxl {

using namespace evograd;

TextLines::TextLines(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code error;
  if (std::filesystem::is_directory(path_, error)) throw Error(path_.string(), "is a folder, not a text file");
  std::ifstream file(path_, std::ios::binary);
  if (file) text_.assign(std::istreambuf_iterator<char>(file), {});
  if (!file) throw Error(path_.string(), "cannot be read", "check that the file exists and is readable");
  refuse_other_kind(text_, path_.string(), "give a text file with one word and its tag per line");
  if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
}

std::optional<std::string_view> TextLines::next() {
  if (at_ >= text_.size()) return std::nullopt;
  const auto end = std::min(text_.find('\n', at_), text_.size());
  auto line = std::string_view(text_).substr(at_, end - at_);
  at_ = end + 1;
  ++line_;
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (!data::is_utf8(line)) {
    throw Error(place(), "is not UTF-8", "convert the file, e.g. iconv -f latin1 -t utf-8 OLD > NEW");
  }
  return line;
}

std::string TextLines::place() const { return fmt::format("{}:{}", path_.string(), line_); }

}  // namespace metaxl
