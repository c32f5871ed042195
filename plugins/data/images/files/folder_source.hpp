#pragma once

#include "data/images/files/file_source.hpp"

namespace data {

/// The files below a folder; follows links. read() also accepts absolute paths.
class FolderSource : public FileSource {
 public:
  explicit FolderSource(std::filesystem::path folder);

  std::string place(const std::string& file) const override { return (folder_ / file).string(); }
  std::vector<std::string> files() const override;
  std::vector<std::string> empty_folders() const override;
  void identify(Fingerprint& fingerprint) const override;
  void identify_files(const std::vector<std::string>& some, Fingerprint& fingerprint) const override;
  void read(const std::unordered_set<std::string>& wanted, const Visit& visit) const override;

 private:
  struct Entries {
    std::vector<std::string> files, empty;  ///< sorted
  };
  Entries entries() const;

  std::filesystem::path folder_;
};

/// Adds length and modification time of a file. Returns false, adding nothing, if it does not exist.
bool identify_file(const std::filesystem::path& path, Fingerprint& fingerprint);

}  // namespace data
