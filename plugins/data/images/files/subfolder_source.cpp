#include "data/images/files/subfolder_source.hpp"

#include <utility>

namespace data {

std::vector<std::string> SubfolderSource::files() const {
  std::vector<std::string> found;
  for (const auto& file : whole_->files()) {
    if (file.starts_with(front_)) found.push_back(file.substr(front_.size()));
  }
  return found;
}

void SubfolderSource::identify(Fingerprint& fingerprint) const {
  whole_->identify(fingerprint);
  fingerprint.add(front_);
}

void SubfolderSource::read(const std::unordered_set<std::string>& wanted, const Visit& visit) const {
  std::unordered_set<std::string> whole_names;
  for (const auto& file : wanted) whole_names.insert(front_ + file);
  whole_->read(whole_names,
               [&](const std::string& file, FileBytes bytes) { visit(file.substr(front_.size()), std::move(bytes)); });
}

}  // namespace data
