#include "data/images/files/folder_source.hpp"

#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <utility>

#include "data/images/files/image_names.hpp"
#include "evograd/error.hpp"

namespace data {

using namespace evograd;

namespace {

constexpr int deepest = 8;  // nested folders; ends a cycle of links

std::vector<std::uint8_t> contents(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file || std::filesystem::is_directory(path)) {
    throw Error(path.string(), "cannot be opened", "check that it exists and its permissions");
  }
  const auto length = static_cast<std::int64_t>(file.tellg());
  if (length > largest_file) {
    throw Error(path.string(), fmt::format("is {} bytes long, more than the {} allowed", length, largest_file));
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::max<std::int64_t>(length, 0)));
  file.seekg(0);
  if (!bytes.empty() && !file.read(reinterpret_cast<char*>(bytes.data()), length)) {
    throw Error(path.string(), "cannot be read", "the disk may be faulty");
  }
  return bytes;
}

}  // namespace

FolderSource::FolderSource(std::filesystem::path folder) : folder_(std::move(folder)) {}

FolderSource::Entries FolderSource::entries() const {
  using std::filesystem::directory_options;
  Entries found;
  std::set<std::string> filled;
  std::error_code error;
  std::filesystem::recursive_directory_iterator at(folder_, directory_options::follow_directory_symlink, error);
  for (; !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
    std::error_code broken_link;
    if (is_hidden(at->path().filename().string())) {
      at.disable_recursion_pending();
      continue;
    }
    auto path = at->path().lexically_relative(folder_).generic_string();
    filled.insert(folder_name(path));
    if (at->is_directory(broken_link)) {
      if (at.depth() >= deepest) at.disable_recursion_pending();
      if (at.depth() < deepest) found.empty.push_back(std::move(path));
    } else if (at->is_regular_file(broken_link)) {
      found.files.push_back(std::move(path));
    }
  }
  if (error) throw Error(folder_.string(), "cannot be listed: " + error.message(), "check the permissions");
  std::erase_if(found.empty, [&](const std::string& folder) { return filled.contains(folder); });
  std::sort(found.files.begin(), found.files.end());
  std::sort(found.empty.begin(), found.empty.end());
  return found;
}

std::vector<std::string> FolderSource::files() const { return entries().files; }

std::vector<std::string> FolderSource::empty_folders() const { return entries().empty; }

void FolderSource::identify(Fingerprint& fingerprint) const { identify_files(files(), fingerprint); }

void FolderSource::identify_files(const std::vector<std::string>& some, Fingerprint& fingerprint) const {
  for (const auto& file : some) {
    fingerprint.add(file);
    identify_file(folder_ / file, fingerprint);
  }
}

void FolderSource::read(const std::unordered_set<std::string>& wanted, const Visit& visit) const {
  std::vector<std::string> order(wanted.begin(), wanted.end());
  std::sort(order.begin(), order.end());
  for (const auto& file : order) visit(file, contents(folder_ / file));
}

bool identify_file(const std::filesystem::path& path, Fingerprint& fingerprint) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0 || S_ISDIR(status.st_mode)) return false;
  fingerprint.add(status.st_size).add(status.st_mtim.tv_sec).add(status.st_mtim.tv_nsec);
  return true;
}

}  // namespace data
