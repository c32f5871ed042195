#include "tasks/lft/glyphs/master_file.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "data/fingerprint.hpp"

namespace lft {
namespace {

constexpr std::string_view format = "evograd glyph masters 1\n";

template <class Number>
void append(std::string& bytes, Number number) {
  static_assert(std::is_integral_v<Number>);
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::uint64_t checksum_of(std::string_view bytes) {
  return data::Fingerprint().add_bytes(bytes.data(), bytes.size()).value();
}

std::uint64_t size_of(const auto& container) { return container.size(); }

/// Reads fields from the front of a buffer; ok() stays false after a read beyond its end.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return bytes_.empty(); }
  std::string_view rest() const { return bytes_; }

  std::string_view take(std::uint64_t count) {
    ok_ = ok_ && count <= bytes_.size();
    if (!ok_) return {};
    const auto taken = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return taken;
  }

  template <class Number>
  Number number() {
    Number value{};
    const auto taken = take(sizeof value);
    if (ok_) std::memcpy(&value, taken.data(), sizeof value);
    return value;
  }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

MasterSet read_set(Reader& reader) {
  MasterSet set;
  const auto classes = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < classes && reader.ok(); ++i) {
    auto& added = set.classes.emplace_back();
    added.point = reader.number<char32_t>();
    added.script = reader.take(reader.number<std::uint64_t>());
    added.first_master = reader.number<std::int64_t>();
    added.masters = reader.number<std::int64_t>();
  }
  const auto pixels = reader.take(reader.number<std::uint64_t>());
  set.pixels.assign(pixels.begin(), pixels.end());
  return set;
}

/// Whether every class has masters and they lie within the pixels.
bool is_sound(const MasterSet& set) {
  const auto inside = [&](const GlyphClass& one) {
    return one.first_master >= 0 && one.masters > 0 && one.first_master <= set.masters() &&
           one.masters <= set.masters() - one.first_master;
  };
  return set.pixels.size() % master_bytes == 0 && std::ranges::all_of(set.classes, inside);
}

}  // namespace

std::string packed(const MasterFile& file) {
  std::string body;
  append(body, size_of(file.sets));
  for (const auto& set : file.sets) {
    append(body, size_of(set.classes));
    for (const auto& one : set.classes) {
      append(body, one.point);
      append(body, size_of(one.script));
      body += one.script;
      append(body, one.first_master);
      append(body, one.masters);
    }
    append(body, size_of(set.pixels));
    body.append(set.pixels.begin(), set.pixels.end());
  }
  std::string bytes(format);
  append(bytes, file.key);
  append(bytes, checksum_of(body));
  return bytes + body;
}

std::optional<MasterFile> unpacked(std::string_view bytes) {
  Reader reader(bytes);
  if (reader.take(format.size()) != format) return {};
  MasterFile file;
  file.key = reader.number<std::uint64_t>();
  const auto checksum = reader.number<std::uint64_t>();
  if (!reader.ok() || checksum_of(reader.rest()) != checksum) return {};
  const auto sets = reader.number<std::uint64_t>();
  for (std::uint64_t i = 0; i < sets && reader.ok(); ++i) file.sets.push_back(read_set(reader));
  if (!reader.ok() || !reader.at_end() || !std::ranges::all_of(file.sets, is_sound)) return {};
  return file;
}

}  // namespace lft
