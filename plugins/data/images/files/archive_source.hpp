#pragma once

#include "data/images/files/file_source.hpp"

namespace data {

/// The files in an archive of any supported kind, read as a stream without unpacking to disk.
///
/// Links in the archive are ignored; of two files with the same name the first is read.
class ArchiveSource : public FileSource {
 public:
  explicit ArchiveSource(std::filesystem::path archive);

  std::string place(const std::string& file) const override { return archive_.string() + ":" + file; }
  std::vector<std::string> files() const override;
  void identify(Fingerprint& fingerprint) const override;
  void read(const std::unordered_set<std::string>& wanted, const Visit& visit) const override;

 private:
  std::filesystem::path archive_;
};

}  // namespace data
