#include "data/tables/npy.hpp"

#include <fmt/core.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <regex>
#include <string_view>

#include "data/images/gzip_file.hpp"
#include "data/text/tokenizers/unicode_text.hpp"
#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"
#include "evograd/text.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr const char* saved =
    "save one row of labels as integers: numpy.save(\"labels.npy\", labels.astype(\"int64\"))";

struct Header {
  std::string type;  ///< e.g. "<i8"
  std::string shape;
  std::int64_t count = 0;
  std::size_t body = 0;  ///< offset of the values
};

/// The value of `key` in the header, a Python dictionary that NumPy wrote.
std::string value_of(const std::string& header, const std::string& key, const std::string& form) {
  std::smatch match;
  const std::regex pattern("'" + key + "'\\s*:\\s*" + form);
  return std::regex_search(header, match, pattern) ? match[1].str() : "";
}

Header header_of(const std::string& bytes, const std::string& place) {
  constexpr std::size_t longest = std::size_t{1} << 16;
  const auto damaged = [&] { throw Error(place, "has a damaged header", saved); };
  if (!bytes.starts_with(magic)) {
    refuse_other_kind(bytes, place, saved);
    throw Error(place, "is not an array of NumPy", "give a file that numpy.save wrote");
  }
  if (bytes.size() < 12) damaged();
  const bool first_version = bytes[6] == 1;
  std::size_t length = 0;
  const std::size_t start = first_version ? 10 : 12;
  for (std::size_t i = 0; i < start - 8; ++i) {
    length |= static_cast<std::size_t>(static_cast<unsigned char>(bytes[8 + i])) << (8 * i);
  }
  if (length > longest || start + length > bytes.size()) damaged();
  const auto text = bytes.substr(start, length);
  Header header{value_of(text, "descr", "'([^']{1,20})'"), value_of(text, "shape", "(\\([0-9, L]{0,80}\\))"), 0,
                start + length};
  if (header.type.empty() || header.shape.empty()) {
    throw Error(place, "is a structured array, or its header is damaged", saved);
  }
  std::smatch match;
  static const std::regex one_dimension("\\(([0-9]{1,18})L?,(?: 1L?)?\\)");  // a column is taken as a row
  if (!std::regex_match(header.shape, match, one_dimension)) {
    throw Error(place, "has the shape " + header.shape + ", but labels are one row of values",
                std::string(saved) + "; labels.argmax(1) if each row has a value for each class");
  }
  header.count = std::stoll(match[1].str());
  return header;
}

template <class Value>
Value value_at(const char* at, bool swapped) {
  char bytes[sizeof(Value)];
  for (std::size_t i = 0; i < sizeof(Value); ++i) bytes[i] = at[swapped ? sizeof(Value) - 1 - i : i];
  Value value;
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

template <class Value>
std::string integer_text(Value value, std::int64_t at, const std::string& place) {
  if constexpr (std::is_floating_point_v<Value>) {
    if (!(std::abs(value) < 1e15) || value != std::floor(value)) {
      throw Error(place, fmt::format("value {} is {}, not an integer", at, value), saved);
    }
    return fmt::format("{}", static_cast<std::int64_t>(value));
  } else {
    return fmt::format("{}", value);
  }
}

/// The text in `units` code points of four bytes, without the zeros at its end.
std::string text_at(const char* at, std::size_t units, bool swapped, const std::string& place) {
  std::u32string points;
  for (std::size_t i = 0; i < units; ++i) points.push_back(value_at<char32_t>(at + 4 * i, swapped));
  while (!points.empty() && points.back() == 0) points.pop_back();
  for (const auto point : points) {
    if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000))
      throw Error(place, "contains a string that is not Unicode");
  }
  return to_utf8(points);
}

}  // namespace

std::vector<std::string> read_npy(const std::filesystem::path& file) {
  const auto place = file.string();
  const auto bytes = GzipFile(file).read_all();
  const auto header = header_of(bytes, place);
  const char order = header.type[0];
  const auto kind = header.type.size() > 1 ? header.type[1] : '?';
  if (kind == 'O' || header.type == "O") {
    throw Error(place, "is an array of Python objects, a pickle, which is never read: it may execute code", saved);
  }
  const auto digits = header.type.substr(std::min<std::size_t>(2, header.type.size()));
  const std::size_t width = digits.empty() || digits.size() > 6 || digits.find_first_not_of("0123456789") != digits.npos
                                ? 0
                                : std::stoul(digits);
  const auto item = kind == 'U' ? 4 * width : width;
  const bool text = kind == 'U' || kind == 'S';
  const bool known = text || ((kind == 'i' || kind == 'u') && (width == 1 || width == 2 || width == 4 || width == 8)) ||
                     (kind == 'f' && (width == 4 || width == 8)) || (kind == 'b' && width == 1);
  if (!known || item == 0) throw Error(place, "has values of type " + in_quotes(header.type), saved);
  const auto there = bytes.size() - header.body;
  if (static_cast<std::uint64_t>(header.count) != there / item || there % item != 0) {
    throw Error(
        place, fmt::format("declares {} values of {} bytes, but {} bytes follow its header", header.count, item, there),
        "the file is damaged or incomplete; copy it again");
  }
  const bool swapped = order == '>';
  std::vector<std::string> values;
  values.reserve(static_cast<std::size_t>(header.count));
  for (std::int64_t i = 0; i < header.count; ++i) {
    const auto* at = bytes.data() + header.body + static_cast<std::size_t>(i) * item;
    const auto add = [&]<class Value>(Value) {
      values.push_back(integer_text(value_at<Value>(at, swapped), i, place));
    };
    if (kind == 'U') {
      values.push_back(text_at(at, width, swapped, place));
    } else if (kind == 'S') {
      values.emplace_back(at, ::strnlen(at, width));
    } else if (kind == 'f') {
      width == 4 ? add(float{}) : add(double{});
    } else if (kind == 'u' || kind == 'b') {
      width == 1   ? add(std::uint8_t{})
      : width == 2 ? add(std::uint16_t{})
      : width == 4 ? add(std::uint32_t{})
                   : add(std::uint64_t{});
    } else {
      width == 1   ? add(std::int8_t{})
      : width == 2 ? add(std::int16_t{})
      : width == 4 ? add(std::int32_t{})
                   : add(std::int64_t{});
    }
    if (kind == 'S' && !is_utf8(values.back())) throw Error(place, fmt::format("value {} is not UTF-8", i), saved);
  }
  return values;
}

}  // namespace data
