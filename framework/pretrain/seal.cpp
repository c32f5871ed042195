#include "framework/pretrain/seal.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

#include "framework/plugin/sha256.hpp"

namespace evograd::host {
namespace {

constexpr std::string_view kMark = "sha256:";
constexpr std::size_t kSealSize = kMark.size() + 64;
// An archive ends with a record of 22 bytes and a comment; the record begins with a signature and ends with the length
// of the comment, two bytes, the lower first.
constexpr std::string_view kSignature = "PK\5\6";
constexpr std::size_t kRecordSize = 22;

bool ends_without_comment(std::string_view archive) {
  return archive.size() >= kRecordSize && archive.substr(archive.size() - kRecordSize).starts_with(kSignature);
}

}  // namespace

void seal(std::vector<char>& archive) {
  if (!ends_without_comment({archive.data(), archive.size()})) {
    throw std::logic_error("an archive that does not end as ZIP archives without a comment do");
  }
  archive[archive.size() - 2] = static_cast<char>(kSealSize);
  archive[archive.size() - 1] = 0;
  const auto comment = std::string(kMark) + sha256({archive.data(), archive.size()});
  archive.insert(archive.end(), comment.begin(), comment.end());
}

bool has_whole_seal(const std::vector<char>& archive) {
  const std::string_view bytes(archive.data(), archive.size());
  if (bytes.size() < kSealSize + kRecordSize) return false;
  const auto sealed = bytes.substr(0, bytes.size() - kSealSize);
  const auto comment = bytes.substr(sealed.size());
  return comment.starts_with(kMark) && comment.substr(kMark.size()) == sha256(sealed);
}

}  // namespace evograd::host
