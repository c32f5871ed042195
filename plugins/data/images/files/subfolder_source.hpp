#pragma once

#include <memory>
#include <string>
#include <utility>

#include "data/images/files/file_source.hpp"

namespace data {

/// A folder within another source, as a source of its own.
class SubfolderSource : public FileSource {
 public:
  /// `folder` is relative to the root of `whole`.
  SubfolderSource(std::shared_ptr<const FileSource> whole, std::string folder)
      : whole_(std::move(whole)), front_(std::move(folder) + "/") {}

  std::string place(const std::string& file) const override { return whole_->place(front_ + file); }
  std::vector<std::string> files() const override;
  void identify(Fingerprint& fingerprint) const override;
  void read(const std::unordered_set<std::string>& wanted, const Visit& visit) const override;

 private:
  std::shared_ptr<const FileSource> whole_;
  std::string front_;
};

}  // namespace data
