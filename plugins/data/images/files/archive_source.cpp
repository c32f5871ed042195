#include "data/images/files/archive_source.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "data/images/files/folder_source.hpp"
#include "data/images/files/image_names.hpp"
#include "evograd/error.hpp"
#include "evograd/file_kind.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 18;

/// One pass over an archive.
class ArchiveReader {
 public:
  explicit ArchiveReader(const std::filesystem::path& path) : name_(path.string()), stream_(archive_read_new()) {
    if (!stream_) throw Error(name_, "out of memory");
    // Not all formats of libarchive: for some it starts an external program if a file merely begins like that format.
    for (const auto support :
         {archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz,
          archive_read_support_filter_zstd, archive_read_support_filter_lz4}) {
      support(stream_.get());
    }
    archive_read_support_format_tar(stream_.get());
    archive_read_support_format_zip(stream_.get());
    check(archive_read_open_filename(stream_.get(), name_.c_str(), block_bytes));
  }

  /// The next regular file that is not hidden, with a normalised path; empty at the end.
  std::string next() {
    archive_entry* entry = nullptr;
    while (true) {
      const int status = archive_read_next_header(stream_.get(), &entry);
      if (status == ARCHIVE_EOF) return {};
      check(status);
      if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) continue;
      const char* name = archive_entry_pathname_utf8(entry);  // first: the other needs a suitable locale
      if (name == nullptr) name = archive_entry_pathname(entry);
      if (name == nullptr) continue;
      // Programs of Windows wrote zip archives with backslashes, against the format.
      const bool zip = (archive_format(stream_.get()) & ARCHIVE_FORMAT_BASE_MASK) == ARCHIVE_FORMAT_ZIP;
      auto file =
          std::filesystem::path(zip ? with_slashes(name) : name).lexically_normal().relative_path().generic_string();
      if (!file.empty() && !is_hidden(file)) return file;  // paths above the root, "../", also count as hidden
    }
  }

  FileSource::FileBytes contents(const std::string& file) {
    FileSource::FileBytes bytes;
    while (true) {
      const auto start = bytes.size();
      bytes.resize(start + block_bytes);
      const auto count = archive_read_data(stream_.get(), bytes.data() + start, block_bytes);
      if (count < 0) check(static_cast<int>(count));
      bytes.resize(start + static_cast<std::size_t>(std::max<la_ssize_t>(count, 0)));
      if (count == 0) break;
      if (bytes.size() > static_cast<std::size_t>(largest_file)) {
        throw Error(name_ + ":" + file, fmt::format("is longer than the {} bytes allowed", largest_file));
      }
    }
    bytes.shrink_to_fit();
    return bytes;
  }

 private:
  struct Close {
    void operator()(archive* stream) const { archive_read_free(stream); }
  };

  void check(int status) const {
    if (status == ARCHIVE_OK || status == ARCHIVE_WARN) return;
    const char* cause = archive_error_string(stream_.get());
    refuse_placeholder(std::filesystem::path(name_));
    throw Error(name_, std::string("cannot be read: ") + (cause != nullptr ? cause : "unknown cause"),
                "the archive is damaged or incomplete; download it again");
  }

  std::string name_;
  std::unique_ptr<archive, Close> stream_;
};

}  // namespace

ArchiveSource::ArchiveSource(std::filesystem::path archive) : archive_(std::move(archive)) {}

std::vector<std::string> ArchiveSource::files() const {
  ArchiveReader reader(archive_);
  std::vector<std::string> found;
  for (auto file = reader.next(); !file.empty(); file = reader.next()) found.push_back(file);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

void ArchiveSource::identify(Fingerprint& fingerprint) const { identify_file(archive_, fingerprint); }

void ArchiveSource::read(const std::unordered_set<std::string>& wanted, const Visit& visit) const {
  auto missing = wanted;
  ArchiveReader reader(archive_);
  while (!missing.empty()) {
    const auto file = reader.next();
    if (file.empty()) throw Error(place(*missing.begin()), "is no longer in the archive");
    if (missing.erase(file) > 0) visit(file, reader.contents(file));
  }
}

}  // namespace data
