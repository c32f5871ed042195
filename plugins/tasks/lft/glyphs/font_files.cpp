#include "tasks/lft/glyphs/font_files.hpp"

#include <algorithm>
#include <system_error>

#include "evograd/error.hpp"
#include "evograd/logging.hpp"
#include "evograd/system_data.hpp"

namespace lft {

using namespace evograd;

namespace {

namespace fs = std::filesystem;

constexpr const char* install =
    "install the fonts: apt install fonts-noto-core fonts-freefont-ttf fonts-dejavu-core fonts-dejavu-extra "
    "fonts-liberation2 (Debian 13: fonts-liberation)";

bool is_font(const fs::directory_entry& entry) {
  std::error_code error;
  const auto extension = entry.path().extension();
  return (extension == ".ttf" || extension == ".otf") && entry.is_regular_file(error);
}

}  // namespace

std::vector<fs::path> default_font_folders() {
  const auto root = system_data("fonts/truetype");
  std::error_code error;
  // Debian 13's fonts-liberation has the same fonts as Debian 12's fonts-liberation2; in Debian 12, fonts-liberation is
  // an older version.
  const auto liberation = fs::is_directory(root / "liberation2", error) ? "liberation2" : "liberation";
  return {root / "noto", root / "freefont", root / "dejavu", root / liberation};
}

std::vector<fs::path> font_files(const std::vector<fs::path>& folders) {
  std::vector<fs::path> files;
  std::string names;
  for (const auto& folder : folders) {
    names += (names.empty() ? "" : ", ") + folder.string();
    std::error_code error;
    const auto before = files.size();
    for (const auto& entry : fs::directory_iterator(folder, error)) {
      if (is_font(entry)) files.push_back(entry.path());
    }
    if (files.size() == before)
      logging::warning("no fonts in " + folder.string() + ": the glyphs are drawn with fewer faces; " + install);
  }
  if (files.empty()) throw Error("glyphs", "no .ttf or .otf file in " + (names.empty() ? "no folder" : names), install);
  const auto name = [](const fs::path& path) { return path.filename(); };
  std::ranges::sort(files, [&](const auto& a, const auto& b) { return std::pair(name(a), a) < std::pair(name(b), b); });
  const auto doubles = std::ranges::unique(files, {}, name);
  files.erase(doubles.begin(), doubles.end());
  return files;
}

data::Fingerprint fingerprint(const std::vector<fs::path>& files) {
  data::Fingerprint all;
  for (const auto& file : files) {
    std::error_code error;  // a file that is removed now causes an error when it is opened
    const auto size = fs::file_size(file, error);
    const auto changed = fs::last_write_time(file, error).time_since_epoch().count();
    all.add(file.string()).add(static_cast<std::int64_t>(size)).add(static_cast<std::int64_t>(changed));
  }
  return all;
}

}  // namespace lft
