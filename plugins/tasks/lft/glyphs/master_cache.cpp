#include "tasks/lft/glyphs/master_cache.hpp"
#include "evograd/logging.hpp"

#include <fmt/core.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "tasks/lft/glyphs/font_files.hpp"
#include "tasks/lft/glyphs/master_file.hpp"

namespace lft {
namespace {

namespace fs = std::filesystem;

/// Includes the letters themselves: the set of code points that are letters differs between versions of ICU.
std::uint64_t cache_key(const std::vector<ScriptGroup>& groups, const std::vector<fs::path>& files) {
  auto key = fingerprint(files);
  key.add(static_cast<std::int64_t>(recipe_version));
  for (const auto& group : groups) {
    key.add(group.name);
    for (const auto& script : group.scripts) {
      key.add(script.name);
      for (const auto point : letters(script)) key.add(static_cast<std::int64_t>(point));
    }
  }
  return key.value();
}

/// The masters in `path`, or none; in that case, if the file exists, with a warning of the reason.
std::vector<MasterSet> read(const fs::path& path, std::uint64_t key, std::size_t groups) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return {};
  std::ostringstream bytes;
  bytes << file.rdbuf();
  auto contents = unpacked(std::move(bytes).str());
  if (!contents || (contents->key == key && contents->sets.size() != groups)) {
    logging::warning(path.string() + " is damaged: the glyphs are drawn again");
    return {};
  }
  if (contents->key != key) {
    logging::warning(path.string() + " was made for other fonts or by another version: the glyphs are drawn again");
    return {};
  }
  return std::move(contents->sets);
}

bool write(const fs::path& path, const std::string& bytes) {
  static std::atomic<int> count = 0;
  const fs::path partial = fmt::format("{}.{}.{}.partial", path.string(), ::getpid(), ++count);
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  std::ofstream file(partial, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (file) {
    fs::rename(partial, path, error);
    if (!error) return true;
  }
  fs::remove(partial, error);
  return false;
}

}  // namespace

std::vector<MasterSet> cached_masters(const std::vector<ScriptGroup>& groups, const std::vector<fs::path>& files,
                                      const fs::path& folder) {
  if (folder.empty()) return draw_masters(groups, files);
  const auto path = folder / master_cache_name;
  const auto key = cache_key(groups, files);
  auto sets = read(path, key, groups.size());
  if (!sets.empty()) return sets;
  logging::info("drawing the glyphs (once for these fonts)");
  sets = draw_masters(groups, files);
  if (!write(path, packed({key, sets}))) {
    logging::warning(path.string() + " cannot be written: the glyphs will be drawn again in the next run");
  }
  return sets;
}

}  // namespace lft
